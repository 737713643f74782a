package dev.gleaner.local.feed.cloud;

import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** Tags in the form of EC2. */
final class Ec2Tags {

    private Ec2Tags() {}

    static List<Tag> of(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    /** The tags of a resource that is created; none without tags, as EC2 demands. */
    static List<TagSpecification> of(ResourceType type, Map<String, String> tags) {
        return tags.isEmpty()
                ? List.of()
                : List.of(TagSpecification.builder()
                        .resourceType(type)
                        .tags(of(tags))
                        .build());
    }
}
