package dev.gleaner.test;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether parts run in containers. The property {@code gleaner.test.containers} says it: {@code auto} (the default) where
 * an engine answers that has the image already, {@code never}, or {@code always}, which fails where there is none. Nothing
 * is ever pulled; {@code deploy/images/test/build} makes the images.
 */
final class Containers {

    private Containers() {}

    /** The part in a container of the image, or embedded. */
    static Map<String, String> orEmbedded(
            String image, Supplier<Map<String, String>> container, Supplier<Map<String, String>> embedded) {
        String wish = System.getProperty("gleaner.test.containers", "auto");
        if (wish.equals("never")) {
            return embedded.get();
        }
        Optional<String> obstacle = ContainerEngine.obstacle(image);
        if (obstacle.isEmpty()) {
            return container.get();
        }
        if (wish.equals("always")) {
            throw new IllegalStateException(obstacle.get());
        }
        Announcement.say("%s, so embedded", obstacle.get());
        return embedded.get();
    }
}
