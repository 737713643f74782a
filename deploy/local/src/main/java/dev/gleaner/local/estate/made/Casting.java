package dev.gleaner.local.estate.made;

import dev.gleaner.local.estate.Bucket;
import dev.gleaner.local.estate.Call;
import dev.gleaner.local.estate.Cards;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.Event;
import dev.gleaner.local.estate.Metric;
import dev.gleaner.local.estate.Noise;
import dev.gleaner.local.estate.Read;
import dev.gleaner.local.estate.Resource;
import dev.gleaner.local.estate.Series;
import dev.gleaner.local.estate.State;
import dev.gleaner.local.estate.Truth;
import dev.gleaner.local.estate.Vpc;
import dev.gleaner.local.estate.When;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Collects the parts of an estate, what they do, and what has to be found of them. */
final class Casting {

    private final Noise noise;
    private final String suffix;
    private final List<Resource> resources;
    private final List<Series> series;
    private final List<Cards> cards;
    private final List<Event> events;
    private final List<Bucket> buckets;
    private final List<Vpc> vpcs;
    private final List<Read> reads;
    private final Map<String, List<String>> open;
    private final Map<String, List<String>> insufficient;

    private Casting(Noise noise, String suffix, Casting shared) {
        this.noise = noise;
        this.suffix = suffix;
        this.resources = shared.resources;
        this.series = shared.series;
        this.cards = shared.cards;
        this.events = shared.events;
        this.buckets = shared.buckets;
        this.vpcs = shared.vpcs;
        this.reads = shared.reads;
        this.open = shared.open;
        this.insufficient = shared.insufficient;
    }

    Casting(long seed) {
        this.noise = Noise.of(seed);
        this.suffix = "";
        this.resources = new ArrayList<>();
        this.series = new ArrayList<>();
        this.cards = new ArrayList<>();
        this.events = new ArrayList<>();
        this.buckets = new ArrayList<>();
        this.vpcs = new ArrayList<>();
        this.reads = new ArrayList<>();
        this.open = new TreeMap<>();
        this.insufficient = new TreeMap<>();
    }

    /** The same cast once more under other names. */
    Casting copy(String nameSuffix) {
        return new Casting(noise, nameSuffix, this);
    }

    /** A part to be filled: {@code name} is unique among the parts. */
    Role role(String name, String type) {
        return new Role(this, name(name), type, noise.at(name(name)));
    }

    /** What a part of that name is called in this copy. */
    String name(String part) {
        return part + suffix;
    }

    void add(Bucket bucket) {
        buckets.add(bucket);
    }

    void add(Vpc vpc) {
        vpcs.add(vpc);
    }

    void add(Read read) {
        reads.add(read);
    }

    void add(Role role, State state, List<Event> calls) {
        Resource resource = role.resource(state);
        When created = When.before(role.age());
        resources.add(resource);
        series.add(Series.shaped(
                resource.name(), Metric.CPU_UTILIZATION, role.load().cpu()));
        series.add(Series.shaped(resource.name(), Metric.NETWORK_IN, role.load().networkIn()));
        series.add(
                Series.shaped(resource.name(), Metric.NETWORK_OUT, role.load().networkOut()));
        role.cards().ifPresent(cards::add);
        events.add(Event.of(Call.RUN_INSTANCES, resource.name(), created));
        events.addAll(calls);
    }

    void expectOpen(String rule, String resource) {
        open.computeIfAbsent(rule, any -> new ArrayList<>()).add(resource);
    }

    void expectInsufficient(String rule, String resource) {
        insufficient.computeIfAbsent(rule, any -> new ArrayList<>()).add(resource);
    }

    Estate estate(String name, long seed) {
        return new Estate(
                name,
                seed,
                Estate.DEFAULT_DAYS,
                resources,
                series,
                cards,
                events,
                buckets,
                vpcs,
                reads,
                new Truth(open, insufficient));
    }
}
