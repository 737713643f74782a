package dev.gleaner.systemtests.crash;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

/** Lets the six hours between two modifications of a volume pass at once: an undo would wait for their end. */
final class VolumeCooldownExpirer {

    private static final Duration AGE = Duration.ofHours(7);
    private static final Pattern TIME = Pattern.compile("<(startTime|endTime)>([^<]+)</");

    private VolumeCooldownExpirer() {}

    /** The response of DescribeVolumesModifications as it would be seven hours later. */
    static String age(String response) {
        return TIME.matcher(response)
                .replaceAll(time ->
                        "<" + time.group(1) + ">" + Instant.parse(time.group(2)).minus(AGE) + "</");
    }
}
