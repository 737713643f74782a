package dev.gleaner.collector.source.gpu;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What nvidia-smi prints instead of values, put so that one knows what to do. */
final class SmiMessage {

    private static final Pattern FIELD = Pattern.compile("Field \"([A-Za-z0-9_.-]{1,100})\" is not a valid field.*");

    private SmiMessage() {}

    /** What this line means, if nvidia-smi says something by it. */
    static Optional<String> of(String line) {
        Matcher field = FIELD.matcher(line);
        if (field.matches()) {
            return Optional.of("nvidia-smi does not know the field " + field.group(1)
                    + ": ask only for those that nvidia-smi --help-query-gpu lists");
        }
        if (line.startsWith("No devices were found")) {
            return Optional.of("nvidia-smi found no devices: is there a GPU, and its driver loaded?");
        }
        if (line.startsWith("NVIDIA-SMI has failed")) {
            return Optional.of("nvidia-smi could not talk to the driver");
        }
        return Optional.empty();
    }
}
