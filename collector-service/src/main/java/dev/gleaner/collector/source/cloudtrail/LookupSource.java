package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.aws.AwsClients;
import dev.gleaner.collector.aws.Realm;
import dev.gleaner.collector.checkpoint.Checkpoints;
import dev.gleaner.collector.progress.ProgressOwner;
import dev.gleaner.collector.progress.Stretch;
import dev.gleaner.collector.publish.Publisher;
import dev.gleaner.collector.source.Rounds;
import dev.gleaner.collector.source.Source;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.collector.whereabouts.Whereabouts;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The event history of each account and configured region, for accounts whose trail can't be had. It holds no data events, so that it
 * has nothing to know of readers.
 */
@ApplicationScoped
class LookupSource implements Source {

    private static final String NAME = "cloudtrail-lookup";

    private static final String KEY = NAME + " ";

    private final CloudTrailConfig config;
    private final AwsClients aws;
    private final Rounds rounds;
    private final ProgressOwner progress;
    private final Publisher publisher;
    private final Checkpoints checkpoints;
    private final SourceMeters meters;
    private final Clock clock;
    private final TrailReader reader;
    private final Map<Stretch, EventHistory> histories = new ConcurrentHashMap<>();
    private final Map<String, LookupPosition> positions = new ConcurrentHashMap<>();

    LookupSource(
            CloudTrailConfig config,
            AwsClients aws,
            Rounds rounds,
            Whereabouts whereabouts,
            ProgressOwner progress,
            Publisher publisher,
            Checkpoints checkpoints,
            SourceMeters meters,
            Clock clock) {
        this.config = config;
        this.aws = aws;
        this.rounds = rounds;
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
        rounds.eachRegion(NAME, this::catchUp);
    }

    private void catchUp(Realm realm) {
        Stretch stretch = new Stretch(NAME, realm.account().id(), realm.region());
        EventHistory history = histories.computeIfAbsent(stretch, key -> history(realm));
        String key = KEY + stretch.account() + " " + stretch.region();
        LookupPosition position = positions.computeIfAbsent(key, this::position);
        boolean more;
        do {
            more = history.next(position);
            publisher.checkpoint(key, position.kept());
            progress.advance(stretch, position.through());
        } while (more);
    }

    private EventHistory history(Realm realm) {
        return new EventHistory(
                NAME,
                realm.region(),
                aws.cloudTrail(realm),
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
