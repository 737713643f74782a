package dev.gleaner.local.estate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a schema cannot say of an estate: names that must exist, and things that contradict one another. */
final class EstateCheck {

    /** Only the order of times matters, so any end will do. */
    private static final Instant END = Instant.parse("2026-01-15T12:00:00Z");

    private final Estate estate;
    private final Map<String, Resource> byName = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    private EstateCheck(Estate estate) {
        this.estate = estate;
    }

    static List<Problem> problems(Estate estate) {
        EstateCheck check = new EstateCheck(estate);
        check.resources();
        check.series();
        check.cards();
        check.events();
        check.states();
        new NetworkCheck(estate, check::say).look();
        new StorageCheck(estate, check::say).look();
        check.truth("open", estate.truth().open());
        check.truth("insufficient", estate.truth().insufficient());
        return check.problems;
    }

    private void resources() {
        for (int i = 0; i < estate.resources().size(); i++) {
            Resource resource = estate.resources().get(i);
            String place = "/resources/" + i;
            if (byName.put(resource.name(), resource) != null) {
                say(place + "/name", "\"" + resource.name() + "\" is there twice");
            }
            if (!resource.zone().startsWith(resource.region())) {
                say(place + "/zone", resource.zone() + " is not in region " + resource.region());
            }
        }
    }

    private void series() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < estate.series().size(); i++) {
            Series series = estate.series().get(i);
            String place = "/series/" + i;
            known(place + "/resource", series.resource());
            if (!seen.add(series.resource() + " " + series.metric())) {
                say(place, "a second series of " + series.metric().awsName() + " of " + series.resource());
            }
            values(place, series);
        }
    }

    private void values(String place, Series series) {
        if (series.shape() != null) {
            if (series.period() != Series.FIVE_MINUTES) {
                say(place + "/period", "a shape makes points of 300 s");
            }
            return;
        }
        if (series.values().isEmpty()) {
            say(
                    place,
                    series.metric().awsName() + " needs \"" + (series.metric().additive() ? "sum" : "mean")
                            + "\" or \"shape\"");
        }
        if (!series.max().isEmpty() && series.max().size() != series.mean().size()) {
            say(
                    place + "/max",
                    series.max().size() + " values, but " + series.mean().size() + " in \"mean\"");
        }
        if (series.start() == null) {
            say(place + "/start", "is missing: values need the time of the first");
        }
        for (int i = 0; i < Math.min(series.max().size(), series.mean().size()); i++) {
            Double mean = series.mean().get(i);
            Double max = series.max().get(i);
            if (mean != null && max != null && max < mean) {
                say(place + "/max/" + i, "is below its mean");
            }
        }
    }

    private void cards() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < estate.cards().size(); i++) {
            Cards cards = estate.cards().get(i);
            String place = "/cards/" + i;
            known(place + "/resource", cards.resource());
            if (!seen.add(cards.resource())) {
                say(place, "a second entry for the cards of " + cards.resource());
            }
            if ((cards.before() == null) != (cards.since() == null)) {
                say(place, "\"before\" and \"since\" go together");
            }
        }
    }

    private void events() {
        for (int i = 0; i < estate.events().size(); i++) {
            Event event = estate.events().get(i);
            String place = "/events/" + i;
            known(place + "/resource", event.resource());
            if (event.time().at(END).isAfter(END) && event.time().text().startsWith("-")) {
                say(place + "/time", "is after the estate's end");
            }
            Resource resource = byName.get(event.resource());
            if (event.name() == Call.RUN_INSTANCES
                    && resource != null
                    && resource.created() != null
                    && !resource.created().equals(event.time())) {
                say(
                        place + "/time",
                        "is not when " + event.resource() + " was created: "
                                + resource.created().text());
            }
        }
    }

    private void states() {
        for (int i = 0; i < estate.resources().size(); i++) {
            Resource resource = estate.resources().get(i);
            State last = lastState(resource);
            if (last != resource.state()) {
                say("/resources/" + i + "/state", "is " + resource.state() + ", but the events leave it " + last);
            }
        }
    }

    private State lastState(Resource resource) {
        State state = resource.state();
        List<Event> own = estate.events().stream()
                .filter(event -> event.resource().equals(resource.name()))
                .sorted(Comparator.comparing(event -> event.time().at(END)))
                .toList();
        for (Event event : own) {
            state = switch (event.name()) {
                case RUN_INSTANCES, START_INSTANCES -> State.RUNNING;
                case STOP_INSTANCES -> State.STOPPED;
                case TERMINATE_INSTANCES -> State.TERMINATED;
                case CREATE_TAGS -> state;
            };
        }
        return state;
    }

    private void truth(String part, Map<String, List<String>> names) {
        names.forEach((rule, list) -> {
            for (String name : list) {
                if (!Subjects.knows(estate, name)) {
                    say("/truth/" + part + "/" + rule, "there is no instance, VPC, bucket or prefix \"" + name + "\"");
                }
            }
        });
    }

    private void known(String place, String name) {
        if (!byName.containsKey(name)) {
            say(place, "there is no resource \"" + name + "\"");
        }
    }

    private void say(String place, String text) {
        problems.add(new Problem(place, text));
    }
}
