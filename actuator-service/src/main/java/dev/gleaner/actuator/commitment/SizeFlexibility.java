package dev.gleaner.actuator.commitment;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which instances of EC2 regional reservations cover whatever their size, and by how many normalized units of an hour. Source: Amazon EC2
 * User Guide, "How Reserved Instance discounts are applied", with its limitations and its tables of factors.
 */
final class SizeFlexibility {

    private static final Pattern SIZE = Pattern.compile("(\\d*)xlarge");

    private static final Map<String, Double> SMALL =
            Map.of("nano", 0.25, "micro", 0.5, "small", 1.0, "medium", 2.0, "large", 4.0);

    private static final int XLARGE = 8;

    private static final Set<String> FIXED_FAMILIES = Set.of(
            "g4ad", "g4dn", "g5", "g5g", "g6", "g6e", "g6f", "gr6", "gr6f", "hpc7a", "p5", "inf1", "inf2", "u7i-6tb",
            "u7i-8tb");

    /** Of types with the size {@code metal}, that of the largest virtual size of the family. */
    private static final Map<Double, Set<String>> METAL = Map.of(
            32.0,
            Set.of("a1"),
            96.0,
            Set.of("m5zn", "x2iezn", "z1d"),
            128.0,
            Set.of("c6g", "c6gd", "i3", "m6g", "m6gd", "r6g", "r6gd", "x2gd"),
            144.0,
            Set.of("c5n"),
            192.0,
            Set.of("c5", "c5d", "i3en", "m5", "m5d", "m5dn", "m5n", "r5", "r5b", "r5d", "r5dn", "r5n"),
            256.0,
            Set.of("c6i", "c6id", "m6i", "m6id", "r6i", "r6id"),
            448.0,
            Set.of("u-18tb1", "u-24tb1"),
            896.0,
            Set.of("u-6tb1", "u-9tb1", "u-12tb1"));

    private SizeFlexibility() {}

    /** Normalized units of an hour; 0 if only reservations of the same type cover it, or its factor is not known. */
    static double units(String type, String platform, String tenancy) {
        int dot = type.indexOf('.');
        if (dot < 0 || !platform.equals("Linux/UNIX") || !tenancy.equals("default")) {
            return 0;
        }
        String family = type.substring(0, dot);
        return FIXED_FAMILIES.contains(family) ? 0 : units(family, type.substring(dot + 1));
    }

    private static double units(String family, String size) {
        // Newer families name the equivalent size: metal-24xl.
        String virtual = size.startsWith("metal-") ? size.substring("metal-".length()) + "arge" : size;
        Matcher matcher = SIZE.matcher(virtual);
        if (matcher.matches()) {
            return XLARGE * (matcher.group(1).isEmpty() ? 1 : Double.parseDouble(matcher.group(1)));
        }
        if (size.equals("metal")) {
            return METAL.entrySet().stream()
                    .filter(entry -> entry.getValue().contains(family))
                    .mapToDouble(Map.Entry::getKey)
                    .findFirst()
                    .orElse(0);
        }
        return SMALL.getOrDefault(size, 0.0);
    }
}
