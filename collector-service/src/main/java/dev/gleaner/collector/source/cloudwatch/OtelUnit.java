package dev.gleaner.collector.source.cloudwatch;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** CloudWatch's units behind those of OpenTelemetry (CloudWatch User Guide, "Translations with OpenTelemetry 1.0.0 format"). */
final class OtelUnit {

    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("s", "Seconds"),
            Map.entry("us", "Microseconds"),
            Map.entry("ms", "Milliseconds"),
            Map.entry("By", "Bytes"),
            Map.entry("kBy", "Kilobytes"),
            Map.entry("MBy", "Megabytes"),
            Map.entry("GBy", "Gigabytes"),
            Map.entry("TBy", "Terabytes"),
            Map.entry("bit", "Bits"),
            Map.entry("kbit", "Kilobits"),
            Map.entry("MBit", "Megabits"),
            Map.entry("GBit", "Gigabits"),
            Map.entry("Tbit", "Terabits"),
            Map.entry("%", "Percent"),
            Map.entry("{Count}", "Count"),
            Map.entry("1", "None"));

    private OtelUnit() {}

    /** {@code Bytes/Second} for {@code By/s}; what is not listed stays as it is. */
    static String name(String unit) {
        String name = Arrays.stream(unit.split("/", -1))
                .map(part -> NAMES.getOrDefault(part, part))
                .collect(Collectors.joining("/"));
        return name.replace("/Seconds", "/Second");
    }
}
