package dev.gleaner.collector.source.gpu;

import java.util.ArrayList;
import java.util.List;

/** What one header line of {@code --query-gpu} and the lines below it hold. */
final class Section {

    private final boolean byUuid;
    private final List<CardReading> readings = new ArrayList<>();

    Section(boolean byUuid) {
        this.byUuid = byUuid;
    }

    void add(CardReading reading) {
        readings.add(reading);
    }

    List<CardReading> readings() {
        return readings;
    }

    /** Processes name their card by its UUID: cards that are told apart otherwise have an unknown number of them. */
    void apply(Processes processes) {
        if (byUuid) {
            List<String> cards =
                    readings.stream().map(CardReading::card).distinct().toList();
            readings.replaceAll(reading -> processes
                    .of(reading.card(), cards)
                    .map(reading::withProcesses)
                    .orElse(reading));
        }
    }
}
