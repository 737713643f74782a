package dev.gleaner.contracts.finding;

import dev.gleaner.contracts.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Ids of findings, derived from content so that a replay is harmless. */
public final class FindingId {

    private static final int HEX_DIGITS = 24;

    private FindingId() {}

    /** The final finding of an episode that started at this event time. */
    public static String ofEpisode(String rule, String resource, Instant episodeStart) {
        return id(rule, resource, episodeStart.toString());
    }

    /** The provisional finding of a resource, there at most once. */
    public static String ofCurrent(String rule, String resource) {
        return id(rule, resource, "current");
    }

    private static String id(String rule, String resource, String what) {
        String text = rule + "\n" + resource + "\n" + what;
        String hash = Json.sha256(text.getBytes(StandardCharsets.UTF_8));
        return "fnd_" + hash.substring("sha256:".length(), "sha256:".length() + HEX_DIGITS);
    }
}
