package dev.gleaner.local;

import dev.gleaner.local.runtime.RunFolder;
import dev.gleaner.local.runtime.process.DaemonSpec;
import dev.gleaner.local.runtime.process.JavaCommandLine;
import dev.gleaner.local.runtime.process.ProcessSignal;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The feeder: builds an estate in the AWS stand-in or in folders, delivers its history, then continues in real time.
 */
public final class FeederDaemon {

    /** Name of its pid file and its log. */
    public static final String NAME = "feeder";

    private FeederDaemon() {}

    /** The process for an estate without AWS. */
    public static DaemonSpec daemon(RunFolder run, List<String> estate, Map<String, String> environment) {
        return new DaemonSpec(NAME, command(run, estate), environment, ProcessSignal.TERM);
    }

    /** The process for an estate in the stand-in; all others connect to the stand-in through it. */
    public static DaemonSpec daemon(RunFolder run, List<String> estate, URI standIn, Map<String, String> environment) {
        List<String> command = command(run, estate);
        command.addAll(List.of("--stand-in", standIn.toString()));
        return new DaemonSpec(NAME, command, environment, ProcessSignal.TERM);
    }

    /**
     * The command that validates an estate: on a problem it prints a description and exits with a status other than 0.
     */
    public static List<String> check(RunFolder run, List<String> estate) {
        List<String> command = command(run, estate);
        command.add("--check");
        return command;
    }

    private static List<String> command(RunFolder run, List<String> estate) {
        List<String> program = new ArrayList<>(JavaCommandLine.ofClassPath("dev.gleaner.local.feed.FeederCommand"));
        program.addAll(List.of(
                "--run", run.path().toString(), "--endpoints", run.endpoints().toString()));
        program.addAll(estate);
        return JavaCommandLine.command("384m", JavaCommandLine.OPTIMIZED, program);
    }
}
