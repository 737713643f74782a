package dev.gleaner.contracts.topic;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * The rights that each service needs on the broker, and no others. The ACLs of {@code deploy/kafka} are generated from this
 * table.
 */
public enum ServiceTopicAccess {
    COLLECTOR(
            EnumSet.of(Topic.CHECKPOINTS, Topic.FINDINGS, Topic.SIGNALS),
            EnumSet.of(
                    Topic.SIGNALS,
                    Topic.INVENTORY,
                    Topic.PRICES,
                    Topic.ECHOES,
                    Topic.WORK_REPORTS,
                    Topic.SERVICE_STATUS,
                    Topic.CHECKPOINTS,
                    Topic.DEAD_LETTERS),
            List.of("gleaner-archive"),
            List.of(),
            List.of()),
    ANALYZER(
            EnumSet.of(Topic.SIGNALS, Topic.PRICES, Topic.EXEMPTIONS, Topic.SPEND_PARTS),
            EnumSet.of(
                    Topic.FINDINGS,
                    Topic.CONFIRMATIONS,
                    Topic.GPU_ACTIVITY,
                    Topic.SPEND,
                    Topic.SPEND_PARTS,
                    Topic.SERVICE_STATUS,
                    Topic.DEAD_LETTERS),
            List.of("gleaner-analyzer"),
            List.of(),
            List.of("gleaner-analyzer-")),
    ACTUATOR(
            EnumSet.of(
                    Topic.FINDINGS,
                    Topic.CONFIRMATIONS,
                    Topic.GPU_ACTIVITY,
                    Topic.ECHOES,
                    Topic.WORK_REPORTS,
                    Topic.SERVICE_STATUS,
                    Topic.SPEND,
                    Topic.AUDIT),
            EnumSet.of(Topic.AUDIT, Topic.EXEMPTIONS, Topic.DEAD_LETTERS),
            List.of(
                    "gleaner-actuator",
                    "gleaner-actuator-confirmations",
                    "gleaner-actuator-echoes",
                    "gleaner-actuator-gpu-activity",
                    "gleaner-actuator-service-status",
                    "gleaner-actuator-spend",
                    "gleaner-actuator-work-reports"),
            List.of("gleaner-audit"),
            List.of());

    private final Set<Topic> reads;
    private final Set<Topic> writes;
    private final List<String> groups;
    private final List<String> transactionalIds;
    private final List<String> streams;

    /**
     * @param transactionalIds of producers that the service creates
     * @param streams prefixes of the internal topics and transactional ids of Kafka Streams
     */
    ServiceTopicAccess(
            Set<Topic> reads,
            Set<Topic> writes,
            List<String> groups,
            List<String> transactionalIds,
            List<String> streams) {
        this.reads = Collections.unmodifiableSet(reads);
        this.writes = Collections.unmodifiableSet(writes);
        this.groups = groups;
        this.transactionalIds = transactionalIds;
        this.streams = streams;
    }

    /** Name of its user on the broker, unless another one is configured there. */
    public String user() {
        return "gleaner-" + name().toLowerCase(Locale.ROOT);
    }

    /** Topics that it reads or writes. */
    public List<Topic> topics() {
        return Stream.of(Topic.values())
                .filter(topic -> reads.contains(topic) || writes.contains(topic))
                .toList();
    }

    /** Topics that must exist before it starts. The collector does not need findings. */
    public List<Topic> requiredTopics() {
        return topics().stream()
                .filter(topic -> this != COLLECTOR || topic != Topic.FINDINGS)
                .toList();
    }

    /** Topics that it reads. */
    public Set<Topic> reads() {
        return reads;
    }

    /** Topics that it writes. */
    public Set<Topic> writes() {
        return writes;
    }

    /** Consumer groups that it belongs to. */
    public List<String> groups() {
        return groups;
    }

    /** ACLs that it needs when its topics exist. Kafka Streams always creates its internal topics. */
    public List<AclBinding> requiredAcls() {
        List<AclBinding> needed = new ArrayList<>();
        reads.forEach(topic -> needed.add(literal(ResourceType.TOPIC, topic.topicName(), AclOperation.READ)));
        writes.forEach(topic -> needed.add(literal(ResourceType.TOPIC, topic.topicName(), AclOperation.WRITE)));
        groups.forEach(group -> needed.add(literal(ResourceType.GROUP, group, AclOperation.READ)));
        transactionalIds.forEach(id -> needed.add(literal(ResourceType.TRANSACTIONAL_ID, id, AclOperation.WRITE)));
        for (String prefix : streams) {
            for (AclOperation operation : List.of(AclOperation.CREATE, AclOperation.READ, AclOperation.WRITE)) {
                needed.add(binding(ResourceType.TOPIC, prefix, PatternType.PREFIXED, operation));
            }
            needed.add(binding(ResourceType.TRANSACTIONAL_ID, prefix, PatternType.PREFIXED, AclOperation.WRITE));
        }
        return needed;
    }

    /** Further ACLs that it needs to create missing topics at its start. */
    public List<AclBinding> creating() {
        return requiredTopics().stream()
                .map(topic -> literal(ResourceType.TOPIC, topic.topicName(), AclOperation.CREATE))
                .toList();
    }

    private AclBinding literal(ResourceType type, String name, AclOperation operation) {
        return binding(type, name, PatternType.LITERAL, operation);
    }

    private AclBinding binding(ResourceType type, String name, PatternType pattern, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry("User:" + user(), "*", operation, AclPermissionType.ALLOW));
    }
}
