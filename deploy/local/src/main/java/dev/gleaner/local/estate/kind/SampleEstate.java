package dev.gleaner.local.estate.kind;

import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.series.SeriesShape;
import java.util.Map;
import java.util.TreeMap;

/** A generated estate, while each kind adds what the estate has of it. */
public interface SampleEstate {

    /** With those tags of an owner that are absent: by default those of the team {@code platform} in production. */
    static Map<String, String> allocated(Map<String, String> tags) {
        Map<String, String> all = new TreeMap<>(tags);
        String team = tags.getOrDefault("team", "platform");
        String environment = tags.getOrDefault("environment", "production");
        all.put("team", team);
        all.put("environment", environment);
        all.putIfAbsent("project", team + "-" + environment);
        all.putIfAbsent("cost-center", costCenter(team));
        return all;
    }

    /** The cost center of a team. */
    static String costCenter(String team) {
        return "cc-" + (100 + Math.floorMod(team.hashCode(), 900));
    }

    /** The name of a resource in this copy. */
    String name(String part);

    /** Adds a resource behind those of its kind. */
    <R extends EstateResource> void add(EstateKind<R> kind, R resource);

    /** Adds a metric of a resource other than an instance. */
    void add(String resource, EstateMetric metric, SeriesShape shape);

    /** Expects an open finding of a rule on a resource. */
    void expectOpen(String rule, String resource);
}
