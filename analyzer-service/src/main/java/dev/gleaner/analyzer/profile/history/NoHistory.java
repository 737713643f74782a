package dev.gleaner.analyzer.profile.history;

import dev.gleaner.analyzer.profile.Hour;

/** Of resources that are evaluated by their listings alone. */
public enum NoHistory implements History {
    INSTANCE;

    @Override
    public void close(Hour hour, int daysKept) {}

    @Override
    public boolean isEmpty() {
        return true;
    }

    @Override
    public void load(HistoryRows rows) {}

    @Override
    public void save(HistoryRows rows) {}
}
