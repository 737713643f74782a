package dev.gleaner.test.process;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether servers run in containers. The system property {@code gleaner.test.containers} is {@code auto} (the default:
 * where an engine has the image already), {@code never}, or {@code always}, which fails without an engine or image. No
 * image is ever pulled; {@code deploy/images/test/build} builds them.
 */
public final class ContainerPolicy {

    private ContainerPolicy() {}

    /** Starts a server in a container of the image, or embedded. */
    public static Map<String, String> orEmbedded(
            String image, Supplier<Map<String, String>> container, Supplier<Map<String, String>> embedded) {
        String policy = System.getProperty("gleaner.test.containers", "auto");
        if (policy.equals("never")) {
            return embedded.get();
        }
        Optional<String> obstacle = ContainerEngine.unavailableReason(image);
        if (obstacle.isEmpty()) {
            return container.get();
        }
        if (policy.equals("always")) {
            throw new IllegalStateException(obstacle.get());
        }
        StartupMessage.print("%s, so embedded", obstacle.get());
        return embedded.get();
    }
}
