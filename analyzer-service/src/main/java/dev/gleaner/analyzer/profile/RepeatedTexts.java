package dev.gleaner.analyzer.profile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes, or reads, texts of one row, of which few are different. Each is written once, and after that as its number. */
public final class RepeatedTexts {

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> texts = new ArrayList<>();

    /** Appends the number of a text, and the text itself the first time. */
    public void put(RowBuffer row, String text) {
        int next = numbers.size();
        Integer known = numbers.putIfAbsent(text, next);
        row.putNumber(known == null ? next : known);
        if (known == null) {
            row.putText(text);
        }
    }

    /** The next text that {@link #put} wrote. */
    public String get(RowBuffer row) {
        int number = (int) row.getNumber();
        if (number == texts.size()) {
            texts.add(row.getText());
        }
        return texts.get(number);
    }
}
