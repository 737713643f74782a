package dev.gleaner.benchmarks.crash;

import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** One seed: a target, what is done to it, and who clicks how often. Its number decides it all. */
final class Seed {

    private static final int MOST_CLICKS = 4;

    private final Deed deed;
    private final Arn target;
    private final Finding finding;
    private final int clicks;
    private final int redeliveries;
    private final boolean isUndone;
    private final boolean isCalledOff;

    private final List<String> refusals = new CopyOnWriteArrayList<>();

    private volatile @Nullable String plan;
    private volatile @Nullable String action;
    private volatile @Nullable String undo;

    private Seed(Deed deed, Arn target, Random random) {
        this.deed = deed;
        this.target = target;
        this.finding = Analyzer.finding(deed, target);
        this.clicks = Math.max(deed.people(), 1 + random.nextInt(MOST_CLICKS));
        this.redeliveries = random.nextInt(3);
        this.isUndone = deed.undo().isPresent() && random.nextInt(3) > 0;
        this.isCalledOff = random.nextBoolean();
    }

    /** Numbers that follow one another make seeds of all deeds. */
    static Seed of(int number, List<Deed> deeds, AwsEstate aws) {
        Random random = new Random(number);
        // The first number of a small seed hardly depends on it.
        random.nextLong();
        Deed deed = deeds.get(number % deeds.size());
        return new Seed(deed, deed.target().apply(aws), random);
    }

    Deed deed() {
        return deed;
    }

    Arn target() {
        return target;
    }

    Finding finding() {
        return finding;
    }

    int clicks() {
        return clicks;
    }

    int redeliveries() {
        return redeliveries;
    }

    /** Whether somebody takes it back in the end. */
    boolean isUndone() {
        return isUndone;
    }

    /** Whether somebody takes it back while it rests, rather than when it ended. */
    boolean isCalledOff() {
        return isCalledOff;
    }

    @Nullable
    String plan() {
        return plan;
    }

    void shown(String hash) {
        plan = hash;
    }

    /** The action that came of the yes; absent when nobody said that there is one. */
    @Nullable
    String action() {
        return action;
    }

    /** An answer to a click; two answers that name two actions are a failure of their own. */
    void acted(String id) {
        action = same(action, id);
    }

    /** The undo; absent when nobody asked for one. */
    @Nullable
    String undo() {
        return undo;
    }

    void tookBack(String id) {
        undo = same(undo, id);
    }

    /** All actions that were promised. */
    List<String> promised() {
        List<String> all = new ArrayList<>();
        if (action != null) {
            all.add(action);
        }
        if (undo != null) {
            all.add(undo);
        }
        return all;
    }

    /** Calls that change something that its actions may make, each once. */
    List<String> calls() {
        List<String> calls = new ArrayList<>();
        if (action != null) {
            calls.addAll(deed.act().calls());
        }
        if (undo != null) {
            calls.addAll(deed.undo().orElseThrow().calls());
        }
        return calls;
    }

    /** Whether somebody was told of each action that it is to come to. */
    boolean isAnswered() {
        return action != null && (undo != null || !isUndone);
    }

    /** Why clicks came to nothing. */
    List<String> refusals() {
        return refusals;
    }

    void refused(String why) {
        refusals.add(why);
    }

    private String same(@Nullable String before, String id) {
        if (before != null && !before.equals(id)) {
            throw new IllegalStateException("one yes became two actions on " + target + ": " + before + " and " + id);
        }
        return id;
    }
}
