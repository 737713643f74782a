package dev.gleaner.actuator.aws;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** Converts EC2 tags to maps and back. */
public final class Ec2TagMapper {

    /** Maximum number of tags of a resource. Source: Amazon EC2 User Guide, "Tag restrictions". */
    static final int MOST = 50;

    /** Prefix of tags that only AWS can set. */
    private static final String RESERVED = "aws:";

    private Ec2TagMapper() {}

    /** The tags by key. */
    static Map<String, String> toMap(List<Tag> tags) {
        return tags.stream().collect(Collectors.toMap(Tag::key, Tag::value));
    }

    /**
     * Tags of a resource that replaces another one: the tags of the other resource, without those that only AWS can set,
     * and Gleaner's own tags.
     */
    public static Map<String, String> inheritedTags(Map<String, String> theirs, Map<String, String> ours) {
        Map<String, String> tags = new TreeMap<>(theirs);
        tags.keySet().removeIf(key -> key.startsWith(RESERVED));
        tags.putAll(ours);
        return tags;
    }

    /** The tags in the form in which EC2 accepts them when it creates a resource. */
    public static TagSpecification specification(ResourceType type, Map<String, String> tags) {
        return TagSpecification.builder().resourceType(type).tags(toList(tags)).build();
    }

    /** The tags in the form of EC2. */
    public static List<Tag> toList(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }
}
