package dev.gleaner.test.process;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether parts run in containers. The property {@code gleaner.test.containers} says it: {@code auto} (the default) where
 * an engine answers that has the image already, {@code never}, or {@code always}, which fails where there is none. Nothing
 * is ever pulled; {@code deploy/images/test/build} makes the images.
 */
public final class ContainerPolicy {

    private ContainerPolicy() {}

    /** The part in a container of the image, or embedded. */
    public static Map<String, String> orEmbedded(
            String image, Supplier<Map<String, String>> container, Supplier<Map<String, String>> embedded) {
        String wish = System.getProperty("gleaner.test.containers", "auto");
        if (wish.equals("never")) {
            return embedded.get();
        }
        Optional<String> obstacle = ContainerEngine.unavailableReason(image);
        if (obstacle.isEmpty()) {
            return container.get();
        }
        if (wish.equals("always")) {
            throw new IllegalStateException(obstacle.get());
        }
        StartupMessage.print("%s, so embedded", obstacle.get());
        return embedded.get();
    }
}
