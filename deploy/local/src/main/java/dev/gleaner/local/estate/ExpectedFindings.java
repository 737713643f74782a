package dev.gleaner.local.estate;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The expected findings by rule, as names of instances, VPCs, NAT gateways, buckets, prefixes of
 * buckets ({@code models/weights/}), volumes, addresses, snapshots, log groups, or Auto Scaling groups.
 *
 * @param open findings that are open at the end of the estate
 * @param insufficient resources with insufficient data
 */
public record ExpectedFindings(Map<String, List<String>> open, Map<String, List<String>> insufficient) {

    public ExpectedFindings {
        open = sorted(open);
        insufficient = sorted(insufficient);
    }

    /** No expected findings. */
    public static ExpectedFindings nothing() {
        return new ExpectedFindings(Map.of(), Map.of());
    }

    /** The expected findings on these resources; rules without any are omitted. */
    ExpectedFindings restrictedTo(Predicate<String> seen) {
        return new ExpectedFindings(only(open, seen), only(insufficient, seen));
    }

    /** The expected findings without those of a rule. */
    ExpectedFindings without(String rule) {
        Map<String, List<String>> found = new TreeMap<>(open);
        found.remove(rule);
        return new ExpectedFindings(found, insufficient);
    }

    /** The expected findings where a rule lacks data for all that it would find. */
    ExpectedFindings withInsufficient(String rule) {
        Map<String, List<String>> found = new TreeMap<>(open);
        Map<String, List<String>> unknown = new TreeMap<>(insufficient);
        List<String> names = found.remove(rule);
        if (names != null) {
            unknown.merge(
                    rule,
                    names,
                    (one, other) -> Stream.concat(one.stream(), other.stream()).toList());
        }
        return new ExpectedFindings(found, unknown);
    }

    private static Map<String, List<String>> only(Map<String, List<String>> names, Predicate<String> seen) {
        Map<String, List<String>> left = new TreeMap<>();
        names.forEach((rule, list) -> {
            List<String> kept = list.stream().filter(seen).toList();
            if (list.isEmpty() || !kept.isEmpty()) {
                left.put(rule, kept);
            }
        });
        return left;
    }

    private static Map<String, List<String>> sorted(Map<String, List<String>> names) {
        Map<String, List<String>> sorted = new TreeMap<>();
        if (names != null) {
            names.forEach(
                    (rule, list) -> sorted.put(rule, list.stream().sorted().toList()));
        }
        return sorted;
    }
}
