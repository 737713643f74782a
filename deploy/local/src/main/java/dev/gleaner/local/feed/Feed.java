package dev.gleaner.local.feed;

import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.Identities;
import dev.gleaner.local.estate.Replay;
import dev.gleaner.local.estate.Subjects;
import dev.gleaner.local.estate.stream.MetricStream;
import dev.gleaner.local.estate.trail.Trail;
import dev.gleaner.local.estate.trail.TrailFile;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Brings an estate to life: cloud, trail, history, and then what is measured from now on. */
final class Feed {

    /** The history ends this long before now, so that the progress of a source (at most 15 minutes behind) can pass it. */
    private static final Duration SETTLED = Duration.ofMinutes(20);

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** How often the stand-in is built at a start until its ids are those of the first one. */
    private static final int TRIES = 4;

    private final FeedFolder folder;
    private final Addresses endpoints;
    private final Cloud cloud;
    private final ProgressLine progress;
    private final Clock clock;

    Feed(FeedFolder folder, Addresses endpoints, Cloud cloud, ProgressLine progress, Clock clock) {
        this.folder = folder;
        this.endpoints = endpoints;
        this.cloud = cloud;
        this.progress = progress;
        this.clock = clock;
    }

    /**
     * Loads the estate, or what is missing of it since an earlier run, and returns it alive.
     *
     * @param ownTrail whether the trail is made from the estate; not when a recorded one is read
     */
    LiveEstate load(Estate whole, boolean ownTrail) throws IOException, InterruptedException {
        Estate estate = cloud.seen(whole);
        folder.standInIsNotReady();
        FeedState before = start(estate);
        Replay replay = Replay.endingAt(withActions(estate, before), before.end());
        Identities identities = build(replay, before);
        FeedState state = before.with(identities);
        folder.write(state);
        // A trail that is read while it is being delivered would look complete before it is.
        cloud.deliver(trail(estate, before, identities, ownTrail));
        cloud.open();
        folder.standInIsReady();
        writeTruth(estate, identities);
        LiveEstate live = new LiveEstate(
                folder,
                state,
                replay,
                identities,
                cloud,
                new MetricFeed(new MetricStream(replay, identities), firehose()),
                new CardFeed(replay, identities, endpoints.collector(), endpoints.token(), PATIENCE),
                progress,
                clock);
        live.loadHistory();
        return live;
    }

    private FeedState start(Estate estate) throws IOException {
        FeedState fresh =
                FeedState.first(Replay.endingAt(estate, clock.instant().minus(SETTLED)));
        FeedState before = folder.state().orElse(fresh).loaded(false);
        if (!before.isOf(estate)) {
            throw new IllegalStateException(before.otherEstate());
        }
        folder.write(before);
        return before;
    }

    /** The trail is that of the estate alone: what Gleaner did is not played back as if somebody else had. */
    private static List<TrailFile> trail(Estate estate, FeedState state, Identities identities, boolean own) {
        return own ? Trail.files(Replay.endingAt(estate, state.end()), identities) : List.of();
    }

    private Estate withActions(Estate estate, FeedState before) throws IOException {
        if (before.ids().isEmpty()) {
            return estate;
        }
        Map<String, String> names = new Subjects(estate, Identities.of(before.ids())).names();
        AuditedActions actions = new AuditedActions(AuditLog.read(endpoints.kafka(), folder.kafkaClient()), names);
        progress.say("actions applied again " + actions.count());
        return actions.appliedTo(estate);
    }

    /** Where it has no gate, whoever asks the stand-in just when something is made moves what it draws: then all is made once more. */
    private Identities build(Replay replay, FeedState before) throws IOException, InterruptedException {
        Identities identities = cloud.build(replay, clock.instant());
        for (int again = 1; again < TRIES && !others(before, identities).isEmpty(); again++) {
            identities = cloud.build(replay, clock.instant());
        }
        List<String> others = others(before, identities);
        if (!others.isEmpty()) {
            throw new IllegalStateException("the AWS stand-in gave other ids than at the first start to "
                    + String.join(", ", others) + " (another version of moto?): start with --fresh");
        }
        return identities;
    }

    private static List<String> others(FeedState before, Identities identities) {
        Map<String, String> now = identities.byName();
        return before.ids().keySet().stream()
                .filter(name -> !Objects.equals(before.ids().get(name), now.get(name)))
                .sorted()
                .toList();
    }

    private void writeTruth(Estate estate, Identities identities) throws IOException {
        folder.write("truth.json", arns(estate.truth().open(), estate, identities));
        folder.write("truth-insufficient.json", arns(estate.truth().insufficient(), estate, identities));
    }

    private static Map<String, List<String>> arns(
            Map<String, List<String>> names, Estate estate, Identities identities) {
        Subjects subjects = new Subjects(estate, identities);
        Map<String, List<String>> arns = new TreeMap<>();
        names.forEach((rule, list) -> arns.put(
                rule,
                list.stream()
                        .map(name -> subjects.arn(name).toString())
                        .sorted()
                        .toList()));
        return arns;
    }

    private Firehose firehose() throws IOException, InterruptedException {
        new CollectorHealth(endpoints.collector(), progress).await(PATIENCE);
        return new Firehose(endpoints.collector(), folder.firehoseKey(), PATIENCE);
    }
}
