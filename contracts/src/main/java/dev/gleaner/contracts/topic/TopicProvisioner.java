package dev.gleaner.contracts.topic;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Creates missing topics and checks existing ones.
 *
 * @param partitions numbers of partitions that differ from the defaults of the topics
 * @param replication replication factor of topics that are created
 * @param manage whether missing topics are created; else they are an error
 */
public record TopicProvisioner(Map<Topic, Integer> partitions, short replication, boolean manage) {

    private static final long TIMEOUT_SECONDS = 30;
    private static final long PAUSE_MILLIS = 50;

    public TopicProvisioner {
        partitions = Map.copyOf(partitions);
    }

    /**
     * Makes sure that topics exist in the expected form.
     *
     * @throws IllegalStateException with every topic that is missing (when not managed) or has another number of partitions
     */
    public void ensure(Admin admin, Collection<Topic> topics) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        while (true) {
            createAbsent(admin, topics);
            try {
                check(admin, topics);
                raiseLimits(admin, topics);
                return;
            } catch (IllegalStateException e) {
                // For a moment a broker may not know yet that a topic was created or deleted.
                if (!isCausedBy(e, UnknownTopicOrPartitionException.class) || System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
            }
        }
    }

    /** Expected number of partitions of a topic. */
    public int partitionsOf(Topic topic) {
        return partitions.getOrDefault(topic, topic.partitions());
    }

    private void createAbsent(Admin admin, Collection<Topic> topics) {
        Set<String> existing = get(admin.listTopics().names(), "list topics");
        List<Topic> absent = topics.stream()
                .filter(topic -> !existing.contains(topic.topicName()))
                .toList();
        if (!absent.isEmpty() && !manage) {
            throw new IllegalStateException("topics are absent and gleaner.topics.manage is false; create them: "
                    + absent.stream().map(Topic::topicName).toList());
        }
        create(admin, absent);
    }

    private void create(Admin admin, List<Topic> absent) {
        List<NewTopic> creations = absent.stream()
                .map(topic -> topic.creation(partitionsOf(topic), replication))
                .toList();
        admin.createTopics(creations).values().forEach((name, created) -> {
            try {
                get(created, "create topic " + name);
            } catch (IllegalStateException e) {
                // Another service created it meanwhile.
                if (!isCausedBy(e, TopicExistsException.class)) {
                    throw e;
                }
            }
        });
    }

    private static boolean isCausedBy(IllegalStateException e, Class<? extends Exception> type) {
        return e.getCause() instanceof ExecutionException execution && type.isInstance(execution.getCause());
    }

    private void check(Admin admin, Collection<Topic> topics) {
        List<String> names = topics.stream().map(Topic::topicName).toList();
        Map<String, TopicDescription> found = get(admin.describeTopics(names).allTopicNames(), "describe topics");
        Map<String, String> wrong = new TreeMap<>();
        for (Topic topic : topics) {
            TopicDescription description = found.get(topic.topicName());
            int actual = description == null ? 0 : description.partitions().size();
            if (actual != partitionsOf(topic)) {
                wrong.put(topic.topicName(), "has " + actual + " partitions, expected " + partitionsOf(topic));
            }
        }
        if (!wrong.isEmpty()) {
            throw new IllegalStateException(
                    "topics differ from the configuration (gleaner.topics.partitions): " + wrong);
        }
    }

    /** A topic that was created by an earlier version or by a person may have a smaller limit. */
    private void raiseLimits(Admin admin, Collection<Topic> topics) {
        for (Topic topic : topics) {
            topic.largestRecord().ifPresent(bytes -> raiseLimit(admin, topic, bytes));
        }
    }

    private void raiseLimit(Admin admin, Topic topic, int bytes) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName());
        try {
            Config config = get(admin.describeConfigs(List.of(resource)).all(), "describe " + topic.topicName())
                    .get(resource);
            ConfigEntry limit = config == null ? null : config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
            if (limit == null || limit.value() == null || Long.parseLong(limit.value()) >= bytes) {
                return;
            }
            if (!manage) {
                throw new IllegalStateException(topic.topicName() + " takes records of " + limit.value()
                        + " bytes at most; set its max.message.bytes to " + bytes);
            }
            ConfigEntry raised = new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(bytes));
            AlterConfigOp set = new AlterConfigOp(raised, AlterConfigOp.OpType.SET);
            get(
                    admin.incrementalAlterConfigs(Map.of(resource, List.of(set)))
                            .all(),
                    "set max.message.bytes of " + topic.topicName());
        } catch (IllegalStateException e) {
            // Without the right to read the configuration of a topic, its administrator has to set the limit.
            if (!isCausedBy(e, AuthorizationException.class)) {
                throw e;
            }
        }
    }

    private static <T> T get(KafkaFuture<T> future, String what) {
        try {
            return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("can't " + what + ": " + e.getMessage(), e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("can't " + what + " within " + TIMEOUT_SECONDS + " s; is Kafka there?", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while trying to " + what, e);
        }
    }
}
