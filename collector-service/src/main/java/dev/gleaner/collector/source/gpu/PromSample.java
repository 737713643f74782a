package dev.gleaner.collector.source.gpu;

import dev.gleaner.collector.source.Malformed;
import java.util.HashMap;
import java.util.Map;

/** One line of Prometheus' text format that is no comment: a metric with its labels and its value. */
record PromSample(String metric, Map<String, String> labels, double value) {

    /** The name that a line begins with. */
    static String metric(String line) {
        int end = 0;
        while (end < line.length() && line.charAt(end) != '{' && !Character.isWhitespace(line.charAt(end))) {
            end++;
        }
        return line.substring(0, end);
    }

    static PromSample read(String line) throws Malformed {
        return new Cursor(line).sample();
    }

    /** Goes through a line. */
    private static final class Cursor {

        private final String line;
        private int at;

        Cursor(String line) {
            this.line = line;
        }

        PromSample sample() throws Malformed {
            String metric = metric(line);
            at = metric.length();
            skipBlanks();
            Map<String, String> labels = peek() == '{' ? labels() : Map.of();
            skipBlanks();
            return new PromSample(metric, labels, value());
        }

        private Map<String, String> labels() throws Malformed {
            Map<String, String> labels = new HashMap<>();
            at++;
            for (skipBlanks(); peek() != '}'; skipBlanks()) {
                String name = upTo('=').strip();
                skipBlanks();
                labels.put(name, quoted());
                skipBlanks();
                if (peek() == ',') {
                    at++;
                }
            }
            at++;
            return labels;
        }

        private String upTo(char end) throws Malformed {
            int from = at;
            while (peek() != end) {
                at++;
            }
            return line.substring(from, at++);
        }

        private String quoted() throws Malformed {
            if (peek() != '"') {
                throw new Malformed("a label has no quoted value");
            }
            StringBuilder text = new StringBuilder();
            for (at++; peek() != '"'; at++) {
                text.append(peek() == '\\' ? escaped() : peek());
            }
            at++;
            return text.toString();
        }

        private char escaped() throws Malformed {
            at++;
            return peek() == 'n' ? '\n' : peek();
        }

        /** A time may follow; the exporter writes none. */
        private double value() throws Malformed {
            String text = line.substring(at).strip().split("\\s+", 2)[0];
            try {
                return Double.parseDouble(text.endsWith("Inf") ? text + "inity" : text);
            } catch (NumberFormatException e) {
                throw new Malformed("a metric has no number");
            }
        }

        private void skipBlanks() {
            while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
                at++;
            }
        }

        private char peek() throws Malformed {
            if (at >= line.length()) {
                throw new Malformed("the line ends within its labels or before its value");
            }
            return line.charAt(at);
        }
    }
}
