package dev.gleaner.analyzer.analysis;

import dev.gleaner.analyzer.finding.Judgement;
import dev.gleaner.analyzer.profile.listed.BucketFacts;
import dev.gleaner.analyzer.profile.listed.Lane;
import dev.gleaner.analyzer.profile.listed.Listed;
import dev.gleaner.analyzer.profile.listed.ListedForm;
import dev.gleaner.analyzer.profile.listed.Prefix;
import dev.gleaner.analyzer.profile.listed.View;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Access;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Buckets, by who reads their prefixes. A kind of its own, as it waits for a trail, which what is said of their storage must
 * not.
 */
final class ReadKind extends ListedKind<BucketFacts> {

    private static final String MARK = "reads ";

    /** Calls that bring bytes of objects to the reader. Source: Amazon S3 User Guide, CloudTrail data events. */
    private static final Set<String> READS = Set.of("GetObject", "GetObjectTorrent", "SelectObjectContent");

    private final Panel<Prefix> panel;
    private final int parts;

    /** Keeps at most that many prefixes of a bucket one by one. */
    ReadKind(Panel<Prefix> panel, int parts) {
        super(new ListedForm<>(MARK, BucketKind::isInBucket, BucketFacts.class), Needs.of(Need.BUCKETS, Need.TRAIL));
        this.panel = panel;
        this.parts = parts;
    }

    @Override
    BucketFacts facts(Signal listing) {
        return BucketKind.bucket(listing).withoutStorage();
    }

    @Override
    Optional<Lane> lane(Signal signal) {
        Access access = signal.getAccess();
        String prefix = prefix(Arn.parse(signal.getResource()));
        boolean isRead = READS.contains(access.getOperation()) && (prefix.isEmpty() || prefix.endsWith("/"));
        return isRead ? Optional.of(new Lane(prefix, access.getReaderRegion())) : Optional.empty();
    }

    @Override
    int daysKept() {
        return panel.daysKept();
    }

    @Override
    int parts() {
        return parts;
    }

    @Override
    List<Question> questions(Listed<BucketFacts> bucket) {
        String name = Arn.parse(bucket.resource()).id();
        return bucket.parts().stream()
                .flatMap(prefix -> panel.questions(Arn.prefix(name, prefix).toString()))
                .toList();
    }

    @Override
    List<Judgement> judge(View<BucketFacts> view, Bounds bounds) {
        return judge(view, view.listed().finalParts(), bounds);
    }

    /** Of prefixes too whose first hour is not final yet. */
    @Override
    List<Judgement> surmise(View<BucketFacts> view, Bounds bounds) {
        return judge(view, view.listed().parts(), bounds);
    }

    private List<Judgement> judge(View<BucketFacts> view, Set<String> names, Bounds bounds) {
        return names.stream()
                .flatMap(name -> panel.judge(new Prefix(view, name), bounds))
                .toList();
    }

    private static String prefix(Arn resource) {
        String path = resource.resource();
        return path.substring(Math.min(path.length(), resource.id().length() + 1));
    }
}
