package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.SourceEnvironment;
import dev.gleaner.collector.source.cloudtrail.mapping.ParsedTrailBatch;
import dev.gleaner.collector.source.cloudtrail.mapping.TrailReader;
import dev.gleaner.collector.source.cloudtrail.record.CloudTrailConfig;
import dev.gleaner.collector.source.cloudtrail.record.TrailFileName;
import dev.gleaner.collector.source.sqs.SqsQueue;
import dev.gleaner.collector.source.sqs.SqsQueueReader;
import dev.gleaner.collector.training.TrainingHostLocator;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.util.Optional;

/** A trail in a bucket whose new files S3 announces in a queue. */
@ApplicationScoped
class FileNotificationQueueSource implements PolledSource {

    private static final String NAME = "cloudtrail-sqs";

    private final CloudTrailConfig config;
    private final NetworkLocator networkLocator;
    private final SourceEnvironment environment;
    private final ObservedTrailScopes announced;
    private final Optional<SqsQueueReader<ParsedTrailBatch>> reader;

    FileNotificationQueueSource(
            CloudTrailConfig config,
            RateLimitedAwsClients aws,
            NetworkLocator networkLocator,
            TrainingHostLocator trainingHostLocator,
            SourceEnvironment environment) {
        this.config = config;
        this.networkLocator = networkLocator;
        this.environment = environment;
        this.announced = new ObservedTrailScopes(
                NAME,
                config.queue().map(Object::toString).orElse(""),
                environment.checkpoints(),
                environment.publisher());
        FileNotificationMessageReader messages = new FileNotificationMessageReader(
                NAME,
                TrailObjectFetcher.of(config, aws),
                TrailReader.of(config, networkLocator, trainingHostLocator),
                announced,
                config.tries(),
                environment.meters(),
                environment.clock());
        this.reader = config.queue()
                .map(url -> new SqsQueue(aws, url, config.visibility(), SqsQueue.LONG))
                .map(queue -> new SqsQueueReader<>(queue, messages, ParsedTrailBatch::new, NAME, environment));
    }

    /** Receiving waits for messages (long polling), so that a short interval is sufficient. */
    @Override
    public Polling polling() {
        return new Polling(NAME, reader.isPresent(), SqsQueue.PAUSE);
    }

    /** Progress is known only while the queue is empty: the next file in it may be of any time. */
    @Override
    public void poll() {
        networkLocator.awaitFirstListings(NAME, config.inventoryPatience());
        Optional<Instant> empty = reader.orElseThrow().drain();
        announced
                .saveNewAndGetAll()
                .forEach(sourceScope -> empty.ifPresent(since ->
                        environment.progress().advance(sourceScope, since.minus(TrailFileName.LATEST_DELIVERY))));
    }

    void stop(@Observes ShutdownEvent event) {
        reader.ifPresent(SqsQueueReader::stop);
    }
}
