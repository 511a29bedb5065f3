/** The main job in one command: a real month, a flash sale, the proof. */
@NullMarked
package mercat.lab.demo;

import org.jspecify.annotations.NullMarked;
