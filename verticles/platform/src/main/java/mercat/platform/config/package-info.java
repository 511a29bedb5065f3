@org.jspecify.annotations.NullMarked
package mercat.platform.config;
