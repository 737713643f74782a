package dev.gleaner.local;

import dev.gleaner.local.runtime.RunFolder;
import dev.gleaner.local.runtime.process.DaemonSpec;
import dev.gleaner.local.runtime.process.JavaCommandLine;
import dev.gleaner.local.runtime.process.ProcessSignal;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What replays an estate: builds it in what stands for AWS, delivers its history, then goes on. */
public final class FeederDaemon {

    /** Name of its pid file and log. */
    public static final String NAME = "feeder";

    private FeederDaemon() {}

    /** Its command for an estate without AWS, given as arguments. */
    public static DaemonSpec daemon(RunFolder run, List<String> estate, Map<String, String> environment) {
        return new DaemonSpec(NAME, command(run, estate), environment, ProcessSignal.TERM);
    }

    /** Its command for an estate in a stand-in, which all others reach through it. */
    public static DaemonSpec daemon(RunFolder run, List<String> estate, URI standIn, Map<String, String> environment) {
        List<String> command = command(run, estate);
        command.addAll(List.of("--stand-in", standIn.toString()));
        return new DaemonSpec(NAME, command, environment, ProcessSignal.TERM);
    }

    /** Reads an estate and ends: with a status other than 0, and what is wrong, when it can't be fed. */
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
        return JavaCommandLine.command("384m", List.of(), program);
    }
}
