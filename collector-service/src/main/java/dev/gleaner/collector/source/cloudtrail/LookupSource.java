package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.aws.Answer;
import dev.gleaner.collector.aws.AwsClients;
import dev.gleaner.collector.checkpoint.Checkpoints;
import dev.gleaner.collector.progress.ProgressOwner;
import dev.gleaner.collector.progress.Stretch;
import dev.gleaner.collector.publish.Publisher;
import dev.gleaner.collector.source.Source;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.collector.whereabouts.Whereabouts;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The event history of each configured region, for accounts whose trail can't be had. It holds no data events, so that it
 * has nothing to know of readers.
 */
@ApplicationScoped
class LookupSource implements Source {

    private static final String NAME = "cloudtrail-lookup";

    /** AWS lets two calls a second pass, of an account in a region. */
    private static final Duration APART = Duration.ofMillis(500);

    private final CloudTrailConfig config;
    private final AwsClients aws;
    private final ProgressOwner progress;
    private final Publisher publisher;
    private final Checkpoints checkpoints;
    private final SourceMeters meters;
    private final Clock clock;
    private final TrailReader reader;
    private final Map<String, EventHistory> histories = new HashMap<>();
    private final Map<String, LookupPosition> positions = new HashMap<>();

    LookupSource(
            CloudTrailConfig config,
            AwsClients aws,
            Whereabouts whereabouts,
            ProgressOwner progress,
            Publisher publisher,
            Checkpoints checkpoints,
            SourceMeters meters,
            Clock clock) {
        this.config = config;
        this.aws = aws;
        this.progress = progress;
        this.publisher = publisher;
        this.checkpoints = checkpoints;
        this.meters = meters;
        this.clock = clock;
        this.reader = TrailReader.of(config, whereabouts);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean enabled() {
        return config.lookup().enabled();
    }

    @Override
    public Duration interval() {
        return config.lookup().interval();
    }

    @Override
    public void poll() {
        String account = Answer.of(aws.sts().getCallerIdentity()).account();
        aws.regions().forEach(region -> poll(new Stretch(NAME, account, region)));
    }

    /** One region that fails does not keep the others from being read. */
    private void poll(Stretch stretch) {
        try {
            catchUp(stretch);
        } catch (RuntimeException e) {
            meters.unavailable(NAME);
            Log.errorf(
                    "Events of %s can't be looked up; the next poll tries again: %s", stretch.region(), e.getMessage());
        }
    }

    private void catchUp(Stretch stretch) {
        EventHistory history = histories.computeIfAbsent(stretch.region(), this::history);
        String key = NAME + " " + stretch.account() + " " + stretch.region();
        LookupPosition position = positions.computeIfAbsent(key, this::position);
        boolean more;
        do {
            more = history.next(position);
            publisher.checkpoint(key, position.kept());
            progress.advance(stretch, position.through());
        } while (more);
    }

    private EventHistory history(String region) {
        return new EventHistory(
                NAME,
                region,
                aws.cloudTrail(region),
                new Pace(APART),
                reader,
                new ReadingPublisher(NAME, publisher, meters),
                clock);
    }

    private LookupPosition position(String key) {
        return checkpoints
                .of(key)
                .map(LookupPosition::restored)
                .orElseGet(() -> LookupPosition.startingAt(
                        clock.instant().minus(config.lookup().lookback())));
    }
}
