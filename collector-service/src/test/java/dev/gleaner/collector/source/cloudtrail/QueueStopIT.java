package dev.gleaner.collector.source.cloudtrail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.collector.Bytes;
import dev.gleaner.collector.TopicReader;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.files.FileOrigin;
import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.collector.source.SourceEnvironment;
import dev.gleaner.collector.source.cloudtrail.mapping.ParsedTrailBatch;
import dev.gleaner.collector.source.cloudtrail.mapping.Trail;
import dev.gleaner.collector.source.cloudtrail.mapping.TrailReader;
import dev.gleaner.collector.source.cloudtrail.record.TrailParser;
import dev.gleaner.collector.source.sqs.SqsQueue;
import dev.gleaner.collector.source.sqs.SqsQueueReader;
import dev.gleaner.test.aws.AwsTestResource;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import dev.gleaner.test.kafka.KafkaTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.sqs.model.Message;

/** How the reading of a queue ends. */
@QuarkusTest
@NeedsAwsStandIn
@WithTestResource(KafkaTestResource.class)
@WithTestResource(AwsTestResource.class)
@WithTestResource(AnnouncedTrail.class)
class QueueStopIT {

    @Inject
    RateLimitedAwsClients aws;

    @Inject
    SourceEnvironment environment;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    private final String source = "test-" + UUID.randomUUID();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicInteger read = new AtomicInteger();

    @Test
    @Timeout(60)
    void shouldLetGoOutWhatItHasReadAndLeaveTheRest() throws Exception {
        TestQueue queue = TestQueue.create(source);
        queue.send("one");
        queue.send("two");
        queue.send("three");
        SqsQueueReader<ParsedTrailBatch> reader = reader(queue);
        CompletableFuture<?> work = CompletableFuture.runAsync(reader::drain);
        begun.await();

        CompletableFuture<?> stop = CompletableFuture.runAsync(reader::stop);
        assertThatThrownBy(() -> stop.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        goOn.countDown();
        stop.get();

        work.get(10, TimeUnit.SECONDS);
        assertThat(read).hasValue(1);
        assertThat(queue.size()).isEqualTo(2);
        assertThat(new TopicReader(bootstrapServers).signals())
                .filteredOn(signal -> signal.getSource().equals(source))
                .hasSize(3);
    }

    private SqsQueueReader<ParsedTrailBatch> reader(TestQueue queue) {
        return new SqsQueueReader<>(
                new SqsQueue(aws, queue.url(), Duration.ofMinutes(1), Duration.ofSeconds(1)),
                this::take,
                ParsedTrailBatch::new,
                source,
                environment);
    }

    private boolean take(Message message, ParsedTrailBatch parsedTrailBatch) {
        read.incrementAndGet();
        begun.countDown();
        await(goOn);
        new TrailReader(new TrailParser(Trail.LIMIT), new NetworkLocator())
                .read(
                        Bytes.ofResource("cloudtrail/spot.json"),
                        new FileOrigin(source, "spot.json", Trail.NOW),
                        parsedTrailBatch);
        return true;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
