package dev.gleaner.local.runtime.process;

import java.util.List;
import java.util.Map;

/**
 * A process that continues to run after {@code up} has ended.
 *
 * @param name unique in a run: the name of its pid file and its log
 * @param command program and arguments, without secrets: every user of the machine can read them
 * @param environment variables in addition to the environment of this process; may contain secrets
 * @param stop the signal that ends it cleanly
 */
public record DaemonSpec(String name, List<String> command, Map<String, String> environment, ProcessSignal stop) {

    public DaemonSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
