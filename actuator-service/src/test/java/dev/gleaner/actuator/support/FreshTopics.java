package dev.gleaner.actuator.support;

import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.test.kafka.RealKafka;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.awaitility.Awaitility;

/** The broker, without what an application before this one left on it: a fresh database needs a fresh audit topic. */
public final class FreshTopics implements QuarkusTestResourceLifecycleManager {

    private static final List<String> GROUPS = List.of(
            "gleaner-actuator",
            "gleaner-actuator-confirmations",
            "gleaner-actuator-echoes",
            "gleaner-actuator-gpu-activity",
            "gleaner-actuator-service-status",
            "gleaner-actuator-spend",
            "gleaner-actuator-work-reports");

    @Override
    public Map<String, String> start() {
        String servers = RealKafka.bootstrapServers();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            deleteTopics(admin);
            deleteGroups(admin);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("could not clear the broker", e);
        }
        return Map.of("kafka.bootstrap.servers", servers);
    }

    private static void deleteTopics(Admin admin) throws ExecutionException, InterruptedException {
        Set<String> ours = new HashSet<>(
                Arrays.stream(Topic.values()).map(Topic::topicName).toList());
        ours.retainAll(admin.listTopics().names().get());
        admin.deleteTopics(ours).all().get();
        Awaitility.await("the end of the topics")
                .atMost(Duration.ofMinutes(1))
                .until(() -> admin.listTopics().names().get().stream().noneMatch(ours::contains));
    }

    private static void deleteGroups(Admin admin) throws ExecutionException, InterruptedException {
        for (KafkaFuture<Void> deleted :
                admin.deleteConsumerGroups(GROUPS).deletedGroups().values()) {
            try {
                deleted.get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof GroupIdNotFoundException)) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void stop() {}
}
