package dev.gleaner.contracts.finding;

import dev.gleaner.contracts.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Ids of findings, derived from the content so that a replay gives the same ids. */
public final class FindingId {

    private static final int HEX_DIGITS = 24;

    private FindingId() {}

    /** Id of the final finding of an episode, by the event time of its start. */
    public static String ofEpisode(String rule, String resource, Instant episodeStart) {
        return id(rule, resource, episodeStart.toString());
    }

    /** Id of the provisional finding of a rule and resource, of which there is one at most. */
    public static String ofCurrent(String rule, String resource) {
        return id(rule, resource, "current");
    }

    private static String id(String rule, String resource, String what) {
        String text = rule + "\n" + resource + "\n" + what;
        String hash = Json.sha256(text.getBytes(StandardCharsets.UTF_8));
        return "fnd_" + hash.substring("sha256:".length(), "sha256:".length() + HEX_DIGITS);
    }
}
