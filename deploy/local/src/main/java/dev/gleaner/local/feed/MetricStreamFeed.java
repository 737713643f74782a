package dev.gleaner.local.feed;

import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.output.MetricStreamRenderer;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Delivers metrics in the order of time: a request for each hour, or more for a large hour. */
final class MetricStreamFeed {

    private static final int MOST_CHARACTERS = 4_000_000;

    private final MetricStreamRenderer stream;
    private final FirehoseHttpClient firehose;
    private final Instant sumsFrom;

    /** @param sumsFrom hours before this time are delivered without the sums of instances */
    MetricStreamFeed(MetricStreamRenderer stream, FirehoseHttpClient firehose, Instant sumsFrom) {
        this.sumsFrom = sumsFrom;
        this.stream = stream;
        this.firehose = firehose;
    }

    /** Delivers the points of [from, to) of running instances. */
    void deliver(Instant from, Instant to, Predicate<EstateInstance> running) throws IOException, InterruptedException {
        for (List<String> request : requests(from, to, running)) {
            firehose.deliver(request);
        }
    }

    private List<List<String>> requests(Instant from, Instant to, Predicate<EstateInstance> running) {
        List<List<String>> requests = new ArrayList<>();
        Batch batch = new Batch(requests);
        if (from.isBefore(sumsFrom)) {
            stream.writeWithoutSums(from, to, running, batch::add);
        } else {
            stream.write(from, to, running, batch::add);
        }
        return requests;
    }

    private static final class Batch {

        private final List<List<String>> requests;
        private List<String> open = new ArrayList<>();
        private int characters = MOST_CHARACTERS;

        Batch(List<List<String>> requests) {
            this.requests = requests;
        }

        void add(String text) {
            if (characters + text.length() > MOST_CHARACTERS) {
                open = new ArrayList<>();
                requests.add(open);
                characters = 0;
            }
            open.add(text);
            characters += text.length();
        }
    }
}
