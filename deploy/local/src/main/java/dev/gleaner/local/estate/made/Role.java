package dev.gleaner.local.estate.made;

import dev.gleaner.local.estate.Call;
import dev.gleaner.local.estate.CardLoad;
import dev.gleaner.local.estate.Cards;
import dev.gleaner.local.estate.Event;
import dev.gleaner.local.estate.Market;
import dev.gleaner.local.estate.Noise;
import dev.gleaner.local.estate.Platform;
import dev.gleaner.local.estate.Resource;
import dev.gleaner.local.estate.State;
import dev.gleaner.local.estate.When;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One instance while it is being described; {@link #play} ends it and says what has to be found. */
final class Role {

    private static final String[] ZONES = {"a", "b", "c", "d"};

    private final Casting casting;
    private final String name;
    private final String type;
    private final Noise noise;
    private final Map<String, String> tags = new TreeMap<>();
    private final List<Event> calls = new ArrayList<>();
    private Load load;
    private Duration age;
    private String region = "us-east-1";
    private Platform platform = Platform.LINUX;
    private Market market = Market.ON_DEMAND;
    private State state = State.RUNNING;
    private @Nullable String autoScalingGroup;
    private @Nullable Cards cards;

    Role(Casting casting, String name, String type, Noise noise) {
        this.casting = casting;
        this.name = name;
        this.type = type;
        this.noise = noise;
        this.load = Loads.idle(noise);
        this.age = Duration.ofDays(20 + noise.below(200, 10)).plusMinutes(5L * noise.below(288, 11));
        tags.put("Name", name);
    }

    String name() {
        return name;
    }

    Noise noise() {
        return noise;
    }

    Load load() {
        return load;
    }

    Duration age() {
        return age;
    }

    /** Tags of who pays; without them it counts as production. */
    Role tagged(String environment, String team) {
        tags.put("environment", environment);
        tags.put("team", team);
        tags.put("project", team + "-" + environment);
        tags.put("cost-center", "cc-" + (100 + Math.floorMod(team.hashCode(), 900)));
        return this;
    }

    Role tag(String key, String value) {
        tags.put(key, value);
        return this;
    }

    Role untagged() {
        tags.clear();
        return this;
    }

    /** What it does; nothing unless said. */
    Role doing(Load work) {
        load = work;
        return this;
    }

    /** Launched this long before the end. */
    Role aged(Duration since) {
        age = since;
        return this;
    }

    Role in(String otherRegion) {
        region = otherRegion;
        return this;
    }

    Role on(Platform system) {
        platform = system;
        return this;
    }

    Role bought(Market how) {
        market = how;
        return this;
    }

    Role inGroup(String group) {
        autoScalingGroup = group;
        return this;
    }

    /** Its cards are read, and do that. */
    Role withCards(String model, int count, CardLoad what) {
        cards = new Cards(name, model, count, what, null, null, null);
        return this;
    }

    /** Its cards are read; they trained until this long before the end, and do nothing since. */
    Role withCardsIdleFor(Duration since, boolean persistence) {
        cards = new Cards(
                name, Cards.DEFAULT_MODEL, 1, CardLoad.IDLE, CardLoad.TRAINING, When.before(since), persistence);
        return this;
    }

    Optional<Cards> cards() {
        return Optional.ofNullable(cards);
    }

    /** Stopped this long before the end. */
    Role stopped(Duration before) {
        calls.add(Event.of(Call.STOP_INSTANCES, name, When.before(before)));
        state = State.STOPPED;
        return this;
    }

    /** Started this long before the end. */
    Role started(Duration before) {
        calls.add(Event.of(Call.START_INSTANCES, name, When.before(before)));
        state = State.RUNNING;
        return this;
    }

    /** Tagged this long before the end. */
    Role taggedLater(Duration before, String key, String value) {
        calls.add(new Event(Call.CREATE_TAGS, name, When.before(before), Map.of(key, value)));
        return tag(key, value);
    }

    /** Nothing has to be found. */
    void play() {
        casting.add(this, state, calls);
    }

    /** This rule has to find it. */
    void playAndBeFoundBy(String rule) {
        play();
        casting.expectOpen(rule, name);
    }

    /** These rules have to find it. */
    void playAndBeFoundBy(String rule, String other) {
        playAndBeFoundBy(rule);
        casting.expectOpen(other, name);
    }

    /** This rule has to say that it knows too little. */
    void playUnknownTo(String rule) {
        play();
        casting.expectInsufficient(rule, name);
    }

    Resource resource(State finalState) {
        String zone = region + (region.equals("us-east-1") ? ZONES[noise.below(ZONES.length, 12)] : "a");
        return new Resource(
                name,
                Resource.DEFAULT_ACCOUNT,
                region,
                zone,
                type,
                tags,
                platform,
                market,
                finalState,
                When.before(age),
                autoScalingGroup);
    }
}
