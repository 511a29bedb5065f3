package mercat.lab.admin;

import picocli.CommandLine;

/**
 * {@code admin}: people of the staff, their tokens, clients of OAuth, and the keys of access
 * tokens.
 */
@CommandLine.Command(
    name = "admin",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Administers a running system by its API, with the token in admin.token.",
    subcommands = {
      CreateAdminCommand.class,
      TokenCommands.class,
      ClientCommands.class,
      KeyCommands.class
    })
public final class AdminCommand extends CommandGroup {}
