package dev.gleaner.service.kafka;

import dev.gleaner.contracts.topic.Topic;
import io.quarkus.logging.Log;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Describes the topics of the service every few seconds in a thread of its own, so that the health check can report the state
 * of Kafka without waiting. A hanging broker keeps its connections open without a response, which other clients notice only
 * after a minute.
 */
@ApplicationScoped
public class KafkaProbe {

    /** Number of intervals without a result after which the last one is stale. */
    private static final int ROUNDS = 3;

    private final KafkaClientFactory clients;
    private final Duration interval;
    private final Duration timeout;
    private final Clock clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread worker = new Thread(work, "kafka-probe");
        worker.setDaemon(true);
        return worker;
    });
    private @Nullable Admin admin;
    private volatile Outcome last = new Outcome(KafkaStatus.UNKNOWN, Instant.EPOCH);

    private record Outcome(KafkaStatus status, Instant at) {}

    @Inject
    KafkaProbe(KafkaClientFactory clients, KafkaHealthConfig config) {
        this(clients, config.interval(), config.timeout(), Clock.systemUTC());
    }

    KafkaProbe(KafkaClientFactory clients, Duration interval, Duration timeout, Clock clock) {
        this.clients = clients;
        this.interval = interval;
        this.timeout = timeout;
        this.clock = clock;
    }

    /** Checks these topics from now on; they have just been found to exist. */
    public void start(Collection<Topic> topics) {
        List<String> names = topics.stream().map(Topic::topicName).toList();
        Instant now = clock.instant();
        last = new Outcome(KafkaStatus.ofAnswer(now), now);
        // If the task ever ends with an error, the last result becomes stale.
        ScheduledFuture<?> unused =
                thread.scheduleWithFixedDelay(() -> probe(names), 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether Kafka has answered lately, and has the topics of the service. Never blocks. */
    public boolean isAnswering() {
        return status().problem().isEmpty();
    }

    /** The current state. Never blocks. */
    KafkaStatus status() {
        Outcome known = last;
        Instant oldest = clock.instant().minus(interval.plus(timeout).multipliedBy(ROUNDS));
        boolean isStale = known.status().problem().isEmpty() && known.at().isBefore(oldest);
        return isStale ? known.status().withoutAnswer() : known.status();
    }

    @PreDestroy
    void close() {
        thread.shutdownNow();
        Admin client = admin;
        if (client != null) {
            client.close(Duration.ZERO);
        }
    }

    private void probe(List<String> topics) {
        KafkaStatus before = last.status();
        KafkaStatus status;
        try {
            status = answer(topics);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            status = failed(before, e);
        }
        last = new Outcome(status, clock.instant());
        report(before, status);
    }

    private KafkaStatus answer(List<String> topics) throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, KafkaFuture<TopicDescription>> descriptions = client().describeTopics(
                        topics, new DescribeTopicsOptions().timeoutMs(Math.toIntExact(timeout.toMillis())))
                .topicNameValues();
        long deadline = System.nanoTime() + 2 * timeout.toNanos();
        Collection<String> missing = new TreeSet<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> topic : descriptions.entrySet()) {
            try {
                topic.getValue().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
                missing.add(topic.getKey());
            }
        }
        return missing.isEmpty()
                ? KafkaStatus.ofAnswer(clock.instant())
                : KafkaStatus.ofMissingTopics(missing, clock.instant());
    }

    private KafkaStatus failed(KafkaStatus before, Exception failure) {
        Throwable cause = failure instanceof ExecutionException ? failure.getCause() : failure;
        boolean isRefusal = cause instanceof AuthenticationException || cause instanceof AuthorizationException;
        Log.debugf(failure, "Kafka did not respond");
        return isRefusal ? KafkaStatus.ofRefusal(clock.instant()) : before.withoutAnswer();
    }

    /** Two attempts fit into the time limit, as only one of several brokers may hang. */
    private Admin client() {
        Admin client = admin;
        if (client == null) {
            String limit = Long.toString(timeout.toMillis());
            client = clients.admin(Map.of(
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, limit,
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Long.toString(timeout.toMillis() / 2),
                    AdminClientConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, limit,
                    AdminClientConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, limit));
            admin = client;
        }
        return client;
    }

    private static void report(KafkaStatus before, KafkaStatus now) {
        if (before.problem().equals(now.problem()) && before.missing().equals(now.missing())) {
            return;
        }
        if (now.problem().isEmpty()) {
            Log.info("Kafka answers");
        } else {
            Log.warnf(
                    "%s%s (last answer: %s)",
                    now.problem().get(),
                    now.missing().isEmpty() ? "" : ": " + String.join(", ", now.missing()),
                    now.lastAnswer().map(Instant::toString).orElse("none"));
        }
    }
}
