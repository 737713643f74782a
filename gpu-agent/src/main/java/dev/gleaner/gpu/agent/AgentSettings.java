package dev.gleaner.gpu.agent;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Settings of this agent, from the same environment variables as the shell agent, or from options, which take precedence.
 *
 * @param url of the collector
 * @param instance empty if the instance metadata service is to be asked for it
 * @param tokenFile file that begins with the token
 * @param buffer folder of the minutes that are not sent yet
 * @param bound of its size, bytes
 * @param interval between two readings
 * @param longestPause between two attempts to send
 * @param nvidiaSmi path of nvidia-smi, or its name if it is on the PATH
 * @param metrics file for the metrics
 * @param metadata address of the instance metadata service
 */
record AgentSettings(
        URI url,
        Optional<InstanceArn> instance,
        Path tokenFile,
        Path buffer,
        long bound,
        Duration interval,
        Duration longestPause,
        String nvidiaSmi,
        Optional<Path> metrics,
        URI metadata) {

    static final String USAGE = """
            usage: gleaner-gpu-agent-jvm [--OPTION VALUE]...   each option is a variable of the environment, too
              --url URL            GLEANER_URL            the collector
              --instance ARN       GLEANER_INSTANCE       of this instance; else the instance metadata are asked (IMDSv2)
              --token-file FILE    GLEANER_TOKEN_FILE     begins with the token (the unit's credential, /etc/gleaner/token)
              --buffer FOLDER      GLEANER_BUFFER         of what waits (the unit's state, /var/lib/gleaner-gpu-agent-jvm)
              --buffer-mb MB       GLEANER_BUFFER_MB      its bound (100)
              --interval SECONDS   GLEANER_INTERVAL       seconds between two readings of the GPUs (15)
              --longest-pause S    GLEANER_LONGEST_PAUSE  seconds between tries, at most (60)
              --nvidia-smi PATH    NVIDIA_SMI             the program (nvidia-smi)
              --metrics FILE       GLEANER_METRICS        for node_exporter's textfile collector, *.prom (none)
              --metadata URL       GLEANER_METADATA       the instance metadata (http://169.254.169.254)""";

    private static final Map<String, String> VARIABLES = Map.of(
            "--url", "GLEANER_URL",
            "--instance", "GLEANER_INSTANCE",
            "--token-file", "GLEANER_TOKEN_FILE",
            "--buffer", "GLEANER_BUFFER",
            "--buffer-mb", "GLEANER_BUFFER_MB",
            "--interval", "GLEANER_INTERVAL",
            "--longest-pause", "GLEANER_LONGEST_PAUSE",
            "--nvidia-smi", "NVIDIA_SMI",
            "--metrics", "GLEANER_METRICS",
            "--metadata", "GLEANER_METADATA");

    /** Parses options and variables; throws {@link IllegalArgumentException} with a message for a person. */
    static AgentSettings of(List<String> arguments, Map<String, String> environment) {
        Map<String, String> values = new HashMap<>(environment);
        values.putAll(options(arguments));
        Reader reader = new Reader(values);
        return new AgentSettings(
                reader.url("GLEANER_URL", ""),
                reader.text("GLEANER_INSTANCE").map(InstanceArn::new),
                reader.path("GLEANER_TOKEN_FILE", reader.in("CREDENTIALS_DIRECTORY", "token", "/etc/gleaner/token")),
                reader.path("GLEANER_BUFFER", reader.text("STATE_DIRECTORY").orElse("/var/lib/gleaner-gpu-agent-jvm")),
                reader.number("GLEANER_BUFFER_MB", 100) << 20,
                Duration.ofSeconds(reader.number("GLEANER_INTERVAL", 15)),
                Duration.ofSeconds(reader.number("GLEANER_LONGEST_PAUSE", 60)),
                reader.text("NVIDIA_SMI").orElse("nvidia-smi"),
                reader.text("GLEANER_METRICS").map(Path::of),
                reader.url("GLEANER_METADATA", "http://169.254.169.254"));
    }

    private static Map<String, String> options(List<String> arguments) {
        Map<String, String> values = new HashMap<>();
        List<String> left = new ArrayList<>(arguments);
        while (!left.isEmpty()) {
            String option = left.remove(0);
            String variable = VARIABLES.get(option);
            if (variable == null || left.isEmpty()) {
                throw new IllegalArgumentException(variable == null ? "unknown: " + option : option + " needs a value");
            }
            values.put(variable, left.remove(0));
        }
        return values;
    }

    /** Values by the names of their variables; an empty value counts as absent. */
    private record Reader(Map<String, String> values) {

        Optional<String> text(String name) {
            return Optional.ofNullable(values.get(name)).filter(text -> !text.isBlank());
        }

        Path path(String name, String otherwise) {
            return Path.of(text(name).orElse(otherwise));
        }

        String in(String folder, String name, String otherwise) {
            return text(folder).map(found -> found + "/" + name).orElse(otherwise);
        }

        long number(String name, long otherwise) {
            String text = text(name).orElse(String.valueOf(otherwise));
            if (!text.matches("[1-9]\\d{0,5}")) {
                throw new IllegalArgumentException(name + " is no whole number from 1 to 999999: " + text);
            }
            return Long.parseLong(text);
        }

        URI url(String name, String otherwise) {
            String text = text(name).orElse(otherwise);
            if (!text.matches("https?://[^\\s?#]+")) {
                throw new IllegalArgumentException(
                        name + " is no address such as https://gleaner.example.com: " + text);
            }
            return URI.create(text);
        }
    }
}
