package dev.gleaner.local.runtime.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines of Java programs, small enough for six of them on a laptop. */
public final class JavaCommandLine {

    private JavaCommandLine() {}

    /** The options, then {@code -jar} or the class path and main class, then arguments. */
    public static List<String> command(String heap, List<String> options, List<String> program) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // The compiler for hot code would take most of two cores while everything starts, and a small room for classes
        // makes the collector run for nothing.
        command.addAll(List.of(
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:MetaspaceSize=160m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(options);
        command.addAll(program);
        return command;
    }

    /** A class on the launcher's own class path. */
    public static List<String> ofClassPath(String mainClass) {
        return List.of("-cp", System.getProperty("java.class.path"), mainClass);
    }
}
