package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.aws.AwsClients;
import dev.gleaner.collector.publish.Publisher;
import dev.gleaner.collector.source.Source;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.collector.whereabouts.Whereabouts;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Records of a trail that EventBridge sends to a queue, within seconds of the call. It does not promise to send all of
 * them, so that it tells no progress: a trail by files beside it does, and brings the same events under the same ids.
 */
@ApplicationScoped
class EventQueueSource implements Source {

    private static final String NAME = "cloudtrail-eventbridge";

    private final CloudTrailConfig config;
    private final Whereabouts whereabouts;
    private final Optional<Queue> queue;
    private final Optional<QueueReader> reader;

    EventQueueSource(
            CloudTrailConfig config,
            AwsClients aws,
            Whereabouts whereabouts,
            Publisher publisher,
            SourceMeters meters,
            Clock clock) {
        this.config = config;
        this.whereabouts = whereabouts;
        this.queue = config.eventsQueue().map(url -> new Queue(aws, url, config.visibility(), Queue.LONG));
        EventMessages messages = new EventMessages(NAME, TrailReader.of(config, whereabouts), clock);
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

    @Override
    public void poll() {
        whereabouts.awaitFirstListings(NAME, config.inventoryPatience());
        reader.orElseThrow().drain();
    }

    void stop(@Observes ShutdownEvent event) {
        reader.ifPresent(QueueReader::stop);
    }
}
