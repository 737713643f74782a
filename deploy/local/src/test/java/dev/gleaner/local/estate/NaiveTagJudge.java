package dev.gleaner.local.estate;

import dev.gleaner.local.estate.kind.KindRegistry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Which resources of an estate lack a tag of their owner, computed from its description alone. */
public final class NaiveTagJudge {

    private static final List<String> NEEDED =
            List.of("team", "project", "environment|env|stage", "cost-center|cost_center|costcenter");

    private NaiveTagJudge() {}

    /** The names of the resources, sorted. */
    public static List<String> untagged(Estate estate) {
        Map<String, Map<String, String>> tags = new TreeMap<>();
        estate.instances().forEach(one -> tags.put(one.name(), one.tags()));
        // A group has the tags of its first member.
        estate.instances().stream()
                .filter(member -> member.autoScalingGroup() != null)
                .forEach(member -> tags.putIfAbsent(String.valueOf(member.autoScalingGroup()), member.tags()));
        estate.buckets().forEach(one -> tags.put(one.name(), one.tags()));
        estate.vpcs().forEach(one -> tags.put(one.name(), one.tags()));
        estate.all(KindRegistry.VOLUMES).forEach(one -> tags.put(one.name(), one.tags()));
        estate.all(KindRegistry.ADDRESSES).forEach(one -> tags.put(one.name(), one.tags()));
        estate.all(KindRegistry.SNAPSHOTS).forEach(one -> tags.put(one.name(), one.tags()));
        estate.all(KindRegistry.LOG_GROUPS).stream()
                .filter(one -> one.bytes() > 0)
                .forEach(one -> tags.put(one.name(), one.tags()));
        estate.all(KindRegistry.INFERENCE_ENDPOINTS).forEach(one -> tags.put(one.name(), one.tags()));
        return tags.entrySet().stream()
                .filter(one -> NEEDED.stream().anyMatch(keys -> lacks(one.getValue(), keys)))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean lacks(Map<String, String> tags, String keys) {
        return Stream.of(keys.split("\\|"))
                .noneMatch(key -> tags.entrySet().stream()
                        .anyMatch(tag -> tag.getKey().equalsIgnoreCase(key)
                                && !tag.getValue().isEmpty()));
    }
}
