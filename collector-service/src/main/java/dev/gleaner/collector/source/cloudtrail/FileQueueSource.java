package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.aws.AwsClients;
import dev.gleaner.collector.checkpoint.Checkpoints;
import dev.gleaner.collector.progress.ProgressOwner;
import dev.gleaner.collector.publish.Publisher;
import dev.gleaner.collector.source.Source;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.collector.whereabouts.Whereabouts;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A trail that is delivered to a bucket, whose new files S3 announces to a queue. */
@ApplicationScoped
class FileQueueSource implements Source {

    private static final String NAME = "cloudtrail-sqs";

    private final CloudTrailConfig config;
    private final Whereabouts whereabouts;
    private final ProgressOwner progress;
    private final Optional<Queue> queue;
    private final Announced announced;
    private final Optional<QueueReader> reader;

    FileQueueSource(
            CloudTrailConfig config,
            AwsClients aws,
            Whereabouts whereabouts,
            ProgressOwner progress,
            Publisher publisher,
            Checkpoints checkpoints,
            SourceMeters meters,
            Clock clock) {
        this.config = config;
        this.whereabouts = whereabouts;
        this.progress = progress;
        this.queue = config.queue().map(url -> new Queue(aws, url, config.visibility(), Queue.LONG));
        this.announced =
                new Announced(NAME, config.queue().map(Object::toString).orElse(""), checkpoints, publisher);
        FileMessages messages = new FileMessages(
                NAME,
                TrailObjects.of(config, aws),
                TrailReader.of(config, whereabouts),
                announced,
                config.tries(),
                meters,
                clock);
        this.reader = queue.map(
                from -> new QueueReader(from, messages, new ReadingPublisher(NAME, publisher, meters), clock));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean enabled() {
        return queue.isPresent();
    }

    /** The queue is waited for, so that there is no need to wait between. */
    @Override
    public Duration interval() {
        return Queue.PAUSE;
    }

    /** Only of a queue that is empty is known how far it goes: the next file in it may be of any time. */
    @Override
    public void poll() {
        whereabouts.awaitFirstListings(NAME, config.inventoryPatience());
        Optional<Instant> empty = reader.orElseThrow().drain();
        announced
                .kept()
                .forEach(stretch ->
                        empty.ifPresent(since -> progress.advance(stretch, since.minus(TrailFile.Delivery.LATEST))));
    }

    void stop(@Observes ShutdownEvent event) {
        reader.ifPresent(QueueReader::stop);
    }
}
