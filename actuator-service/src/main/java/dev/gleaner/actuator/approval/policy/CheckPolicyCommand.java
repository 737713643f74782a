package dev.gleaner.actuator.approval.policy;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reports the problems of a policy file without starting a service: {@code deploy/policy/check FILE}. */
public final class CheckPolicyCommand {

    private static final int GOOD = 0;
    private static final int BAD = 1;
    private static final int USAGE = 2;

    private CheckPolicyCommand() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out, System.err));
    }

    /** Returns 0 for a valid file, 1 for one with problems, 2 if there is no file. */
    static int run(String[] arguments, PrintStream out, PrintStream err) {
        if (arguments.length != 1) {
            err.println("usage: check FILE");
            return USAGE;
        }
        try {
            PolicyFile file =
                    PolicyFile.parse(arguments[0], Files.readString(Path.of(arguments[0]), StandardCharsets.UTF_8));
            file.rules().forEach(rule -> out.println(rule.locationText() + ": " + rule.name()));
            out.println(
                    "good: " + file.rules().size() + " rules, " + file.groups().size() + " groups");
            return GOOD;
        } catch (PolicyReader.InvalidPolicyException e) {
            e.problems().forEach(err::println);
            return BAD;
        } catch (IOException e) {
            err.println(arguments[0] + ": it can't be read: " + e);
            return USAGE;
        }
    }
}
