package dev.gleaner.analyzer.rule.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.inventory.BucketFacts;
import dev.gleaner.analyzer.profile.inventory.BucketSnapshot;
import dev.gleaner.analyzer.profile.prefix.AccessRecord;
import dev.gleaner.analyzer.profile.prefix.BucketContents;
import dev.gleaner.analyzer.rule.storage.schedule.LifecycleDocument;
import dev.gleaner.analyzer.rule.storage.schedule.LifecycleRuleJson;
import dev.gleaner.analyzer.rule.storage.schedule.LifecycleSchedule;
import dev.gleaner.analyzer.rule.storage.schedule.RoundedAmount;
import dev.gleaner.analyzer.rule.storage.schedule.ScheduleComparison.Amount;
import dev.gleaner.contracts.finding.DataSource;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.signal.proto.Checkpoint;
import dev.gleaner.contracts.signal.proto.CheckpointBytes;
import dev.gleaner.contracts.signal.proto.CheckpointRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checkpoints of training runs that ended, but for the newest ones: none was written for some time, and none read or written by what data
 * events show. S3 has no rule that keeps a number of objects, so that each checkpoint gets a rule for its own prefix, which no other object
 * has.
 *
 * @param keep number of checkpoints of a run that stay, the newest ones by number and by time
 * @param endedHours for which no checkpoint of a run was written
 * @param unreadHours for which no object of a run was read
 * @param minimum bytes of a checkpoint that is worth a rule
 */
public record ForgottenCheckpoints(int keep, int endedHours, int unreadHours, long minimum) {

    /** The newest checkpoints that a report has of each run. */
    static final int MOST_KEPT = 10;

    /** Runs of which a checkpoint was written in the week before a report are not in it. */
    private static final int LEAST_ENDED_HOURS = 7 * Hour.PER_DAY;

    /** Accesses are remembered for 100 days. */
    private static final int MOST_UNREAD_HOURS = 90 * Hour.PER_DAY;

    /** Rules of a lifecycle configuration. Source: Amazon S3 User Guide, "Setting a lifecycle configuration on a bucket". */
    private static final int RULES_OF_A_BUCKET = 1_000;

    /** Rules in one proposal, so that there is room for others. */
    private static final int MOST_RULES = 200;

    /** S3 writes a report daily or weekly. */
    private static final int REPORT_HOURS = 14 * Hour.PER_DAY;

    private static final double REPORTS_A_MONTH = 730.0 / (7 * Hour.PER_DAY);

    /** Days after which what a rule has expired in a bucket with versions is deleted. */
    private static final int NONCURRENT_DAYS = 7;

    /** Runs that the evidence shows, and texts name, one by one. */
    private static final int SHOWN = 3;

    public ForgottenCheckpoints {
        if (keep < 1 || keep > MOST_KEPT) {
            throw new IllegalArgumentException(
                    "1 to " + MOST_KEPT + " checkpoints of a run can be kept, and not " + keep);
        }
        if (endedHours < LEAST_ENDED_HOURS || endedHours % Hour.PER_DAY != 0) {
            throw new IllegalArgumentException(
                    "a run ended after whole days, 7 at least, and not after " + endedHours + " hours");
        }
        if (unreadHours > MOST_UNREAD_HOURS) {
            throw new IllegalArgumentException(
                    "reads are known for 90 days at most, and not for " + unreadHours + " hours");
        }
    }

    static final List<String> LOST_BY_EXPIRATION =
            List.of("the expired checkpoints, from which no training can be continued and no model made any more");

    /** What may expire, or why nothing does. */
    Result evaluate(BucketSnapshot input) {
        BucketFacts bucket = input.facts();
        if (bucket == null) {
            return Result.nothing(ForgottenStorage.NOT_LISTED);
        }
        BucketContents contents = input.contents();
        Instant reported = contents.reported();
        if (reported == null) {
            return Result.nothing("no report of S3 Inventory shows training runs");
        }
        long end = input.hour().endMillis();
        List<CheckpointRun> ended = contents.runs().stream()
                .filter(run -> end - run.getWritten() >= endedHours * Hour.MILLIS)
                .filter(run -> !superseded(run).isEmpty())
                .toList();
        if (ended.isEmpty()) {
            return Result.nothing("it has no training run that ended, with more than " + keep + " checkpoints");
        }
        String lifecycle = bucket.lifecycle();
        Optional<LifecycleDocument> document =
                lifecycle == null ? Optional.empty() : LifecycleDocument.parse(lifecycle);
        if (document.isEmpty()) {
            return Result.insufficient("its lifecycle document, which may expire old checkpoints: the permission"
                    + " s3:GetLifecycleConfiguration is needed");
        }
        if (end - reported.toEpochMilli() > REPORT_HOURS * Hour.MILLIS) {
            return Result.insufficient("a report of S3 Inventory of the last " + ForgottenStorage.days(REPORT_HOURS))
                    .settledBy(
                            new Finding.MissingSource(DataSource.S3_INVENTORY, listedInWeeklyReports(contents)),
                            superseded(ended));
        }
        return accessed(input, ended, document.get());
    }

    private Result accessed(BucketSnapshot input, List<CheckpointRun> ended, LifecycleDocument document) {
        AccessRecord accesses = input.contents().accesses();
        Instant since = accesses.recordedSince();
        long window = unreadHours * Hour.MILLIS;
        if (since == null || input.hour().endMillis() - since.toEpochMilli() < window) {
            Result unknown = Result.insufficient(
                    "whether its old checkpoints were read in the last "
                            + ForgottenStorage.days(unreadHours)
                            + ": CloudTrail has to record the data events of the bucket, without a gap and with one a week at least");
            // Once they are recorded, only time is missing.
            return since == null
                    ? unknown.settledBy(new Finding.MissingSource(DataSource.S3_DATA_EVENTS, null), superseded(ended))
                    : unknown;
        }
        List<CheckpointRun> unread = ended.stream()
                .filter(run -> {
                    OptionalLong last = accesses.folders().lastHour(run.getPath());
                    return last.isEmpty() || input.hour().number() - last.getAsLong() >= unreadHours;
                })
                .toList();
        if (unread.isEmpty()) {
            return Result.nothing("each training run that ended was read or written in the last "
                    + ForgottenStorage.days(unreadHours));
        }
        return plan(unread, document);
    }

    private Result plan(List<CheckpointRun> runs, LifecycleDocument document) {
        List<ExpiringCheckpoint> all = runs.stream()
                .flatMap(run ->
                        superseded(run).stream().map(checkpoint -> new ExpiringCheckpoint(run.getPath(), checkpoint)))
                .filter(one -> !document.expiresObjects(one.prefix()))
                .sorted(ExpiringCheckpoint.LARGEST_FIRST)
                .toList();
        if (all.isEmpty()) {
            return Result.nothing("lifecycle rules expire the old checkpoints");
        }
        int room = Math.min(MOST_RULES, RULES_OF_A_BUCKET - document.rules().size());
        if (room <= 0) {
            return Result.insufficient("room for another lifecycle rule: the bucket has "
                    + document.rules().size() + ", and S3 allows no more");
        }
        List<ExpiringCheckpoint> expired = all.subList(0, Math.min(room, all.size()));
        TreeSet<String> paths =
                expired.stream().map(ExpiringCheckpoint::run).collect(Collectors.toCollection(TreeSet::new));
        long written = runs.stream()
                .filter(run -> paths.contains(run.getPath()))
                .mapToLong(CheckpointRun::getWritten)
                .max()
                .orElse(0);
        return new Result(
                new CheckpointPlan(List.copyOf(paths), expired, all.subList(expired.size(), all.size()), written),
                "",
                List.of(),
                List.of(),
                List.of());
    }

    /** Objects that S3 Inventory lists a month if it reports each week, by the last report. */
    private static double listedInWeeklyReports(BucketContents contents) {
        long objects = contents.prefixes().values().stream()
                .mapToLong(prefix -> prefix.size().getObjects())
                .sum();
        return objects * REPORTS_A_MONTH;
    }

    private List<ExpiringCheckpoint> superseded(List<CheckpointRun> runs) {
        return runs.stream()
                .flatMap(run ->
                        superseded(run).stream().map(checkpoint -> new ExpiringCheckpoint(run.getPath(), checkpoint)))
                .toList();
    }

    /** The checkpoints of a run that are not among the newest, and whose prefix contains none of these. */
    private List<Checkpoint> superseded(CheckpointRun run) {
        List<Checkpoint> kept = CheckpointPlan.newest(run.getCheckpointsList(), keep);
        return run.getCheckpointsList().stream()
                .filter(one -> new ExpiringCheckpoint(run.getPath(), one).bytes() >= minimum)
                .filter(one -> kept.stream().noneMatch(newer -> newer.getName().startsWith(one.getName())))
                .toList();
    }

    /**
     * The rules. They expire what is as old as the checkpoints are at least, so that objects that are written under the same names
     * later are not expired at once.
     */
    List<ObjectNode> rules(CheckpointPlan plan, boolean hasVersions) {
        int days = endedHours / Hour.PER_DAY;
        LifecycleSchedule expiring =
                new LifecycleSchedule(List.of(), List.of(), days, hasVersions ? NONCURRENT_DAYS : 0, null);
        return plan.expired().stream()
                .map(one -> LifecycleRuleJson.rule(one.prefix(), expiring, 0))
                .toList();
    }

    /** What is done, for a person. */
    String text(CheckpointPlan plan, boolean hasVersions) {
        List<String> shown = plan.runs().stream()
                .limit(SHOWN)
                .map(run -> number(plan, run) + " of " + run)
                .toList();
        int more = plan.runs().size() - shown.size();
        return "Delete the checkpoints of training runs that ended, but for the " + keep + " newest of each: "
                + String.join(", ", shown) + (more > 0 ? ", and those of " + more + " more runs" : "")
                + ". Within 48 hours "
                + RoundedAmount.text(
                        new Amount(CheckpointPlan.objects(plan.expired()), CheckpointPlan.bytes(plan.expired())))
                + " will be deleted"
                + (hasVersions ? ", old versions after " + NONCURRENT_DAYS + " days" : "")
                + ". They can't be restored, so their owner has to agree. First check that none of them is the best of its"
                + " run, or is published.";
    }

    List<Evidence> evidence(CheckpointPlan plan, BucketSnapshot input) {
        List<Evidence> evidence = new ArrayList<>();
        int count = plan.expired().size();
        evidence.add(new Evidence("training runs that ended", plan.runs().size(), "runs", 1.0, 1, 1));
        evidence.add(ForgottenStorage.duration(
                "without a new checkpoint for at least", input.hour().endMillis() - plan.written(), endedHours));
        Instant since = input.contents().accesses().recordedSince();
        if (since != null) {
            evidence.add(ForgottenStorage.duration(
                    "reads known for", input.hour().endMillis() - since.toEpochMilli(), unreadHours));
        }
        evidence.add(new Evidence("checkpoints to delete", count, "checkpoints", 1.0, 1, 1));
        evidence.add(new Evidence(
                "objects deleted within 48 hours", CheckpointPlan.objects(plan.expired()), "objects", null, count, 1));
        evidence.add(new Evidence(
                "bytes deleted within 48 hours", CheckpointPlan.bytes(plan.expired()), "bytes", null, count, 1));
        plan.runs().stream()
                .sorted(Comparator.comparingLong((String run) -> -bytes(plan, run))
                        .thenComparing(run -> run))
                .limit(SHOWN)
                .forEach(run -> evidence.add(
                        new Evidence(run + ": bytes deleted", bytes(plan, run), "bytes", null, number(plan, run), 1)));
        if (!plan.left().isEmpty()) {
            evidence.add(new Evidence(
                    "more old checkpoints, beyond the rules of one proposal",
                    plan.left().size(),
                    "checkpoints",
                    null,
                    1,
                    1));
            evidence.add(new Evidence("their bytes", CheckpointPlan.bytes(plan.left()), "bytes", null, 1, 1));
        }
        return evidence;
    }

    private static int number(CheckpointPlan plan, String run) {
        return (int)
                plan.expired().stream().filter(one -> one.run().equals(run)).count();
    }

    private static long bytes(CheckpointPlan plan, String run) {
        return CheckpointPlan.bytes(
                plan.expired().stream().filter(one -> one.run().equals(run)).toList());
    }

    /**
     * The verdict on the checkpoints of a bucket.
     *
     * @param plan null if nothing may expire
     * @param because why not; empty otherwise
     * @param missing what is missing to tell; empty otherwise
     * @param sources that are off and would bring it; empty if none would
     * @param atMost the checkpoints that expire at most once it is known
     */
    record Result(
            @Nullable CheckpointPlan plan,
            String because,
            List<String> missing,
            List<Finding.MissingSource> sources,
            List<ExpiringCheckpoint> atMost) {

        static Result nothing(String because) {
            return new Result(null, because, List.of(), List.of(), List.of());
        }

        static Result insufficient(String missing) {
            return new Result(null, "", List.of(missing), List.of(), List.of());
        }

        Result settledBy(Finding.MissingSource source, List<ExpiringCheckpoint> expired) {
            return new Result(plan, because, missing, List.of(source), expired);
        }
    }

    /**
     * The checkpoints of the training runs of a bucket that may expire.
     *
     * @param runs that ended, with a checkpoint that may expire
     * @param expired those that are proposed: the largest ones
     * @param left those beyond the number of rules
     * @param written newest time at which a checkpoint of these runs was written, epoch milliseconds
     */
    record CheckpointPlan(
            List<String> runs, List<ExpiringCheckpoint> expired, List<ExpiringCheckpoint> left, long written) {

        CheckpointPlan {
            runs = List.copyOf(runs);
            expired = List.copyOf(expired);
            left = List.copyOf(left);
        }

        /** Bytes of those that are proposed by storage class, as the provider names it. */
        Map<String, Long> bytesByClass() {
            return bytesByClass(expired);
        }

        /** Bytes of checkpoints by storage class, as the provider names it. */
        static Map<String, Long> bytesByClass(List<ExpiringCheckpoint> checkpoints) {
            Map<String, Long> bytes = new TreeMap<>();
            checkpoints.forEach(one -> one.checkpoint()
                    .getStoredList()
                    .forEach(stored -> bytes.merge(stored.getStorageClass(), stored.getBytes(), Long::sum)));
            return bytes;
        }

        /** Objects of checkpoints. */
        static long objects(List<ExpiringCheckpoint> checkpoints) {
            return checkpoints.stream()
                    .flatMap(one -> one.checkpoint().getStoredList().stream())
                    .mapToLong(CheckpointBytes::getObjects)
                    .sum();
        }

        /** Bytes of checkpoints. */
        static long bytes(List<ExpiringCheckpoint> checkpoints) {
            return checkpoints.stream().mapToLong(ExpiringCheckpoint::bytes).sum();
        }

        /** The newest checkpoints of a run: those with the greatest numbers, and those that were written last. */
        static List<Checkpoint> newest(Collection<Checkpoint> checkpoints, int keep) {
            List<Long> numbers = checkpoints.stream()
                    .map(Checkpoint::getNumber)
                    .distinct()
                    .sorted(Comparator.reverseOrder())
                    .limit(keep)
                    .toList();
            List<Long> times = checkpoints.stream()
                    .map(Checkpoint::getWritten)
                    .sorted(Comparator.reverseOrder())
                    .limit(keep)
                    .toList();
            List<Checkpoint> newest = new ArrayList<>();
            for (Checkpoint one : checkpoints) {
                if (numbers.contains(one.getNumber())
                        || (!times.isEmpty() && one.getWritten() >= times.get(times.size() - 1))) {
                    newest.add(one);
                }
            }
            return newest;
        }
    }

    /**
     * A checkpoint that is not one of the newest of its run.
     *
     * @param run path of the run
     */
    record ExpiringCheckpoint(String run, Checkpoint checkpoint) {

        static final Comparator<ExpiringCheckpoint> LARGEST_FIRST = Comparator.comparingLong(ExpiringCheckpoint::bytes)
                .reversed()
                .thenComparing(ExpiringCheckpoint::prefix);

        /** What its keys begin with, and those of no other object. */
        String prefix() {
            return run + checkpoint.getName();
        }

        long bytes() {
            return checkpoint.getStoredList().stream()
                    .mapToLong(CheckpointBytes::getBytes)
                    .sum();
        }
    }
}
