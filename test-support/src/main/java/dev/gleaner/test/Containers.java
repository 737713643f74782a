package dev.gleaner.test;

import java.util.Map;
import java.util.function.Supplier;
import org.testcontainers.DockerClientFactory;

/**
 * Whether parts run in containers: with {@code gleaner.test.containers=auto} (the default) where an engine answers, with
 * {@code never} not at all.
 */
final class Containers {

    private Containers() {}

    static boolean available() {
        return !System.getProperty("gleaner.test.containers", "auto").equals("never")
                && DockerClientFactory.instance().isDockerAvailable();
    }

    /** The part in a container, or embedded where there is no engine or the engine can't get the image. */
    static Map<String, String> orEmbedded(
            Supplier<Map<String, String>> container, Supplier<Map<String, String>> embedded) {
        if (!available()) {
            return embedded.get();
        }
        try {
            return container.get();
        } catch (RuntimeException e) {
            Announcement.say("The container did not start, going on without containers: %s", e);
            return embedded.get();
        }
    }
}
