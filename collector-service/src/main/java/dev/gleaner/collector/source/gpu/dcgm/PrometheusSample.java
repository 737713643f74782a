package dev.gleaner.collector.source.gpu.dcgm;

import dev.gleaner.collector.source.InvalidInputException;
import java.util.HashMap;
import java.util.Map;

/** A sample line of Prometheus' text format: a metric with labels and value. */
record PrometheusSample(String metric, Map<String, String> labels, double value) {

    /** The metric name at the beginning of a line. */
    static String metric(String line) {
        int end = 0;
        while (end < line.length() && line.charAt(end) != '{' && !Character.isWhitespace(line.charAt(end))) {
            end++;
        }
        return line.substring(0, end);
    }

    static PrometheusSample read(String line) throws InvalidInputException {
        return new Cursor(line).sample();
    }

    /** Position in a line. */
    private static final class Cursor {

        private final String line;
        private int at;

        Cursor(String line) {
            this.line = line;
        }

        PrometheusSample sample() throws InvalidInputException {
            String metric = metric(line);
            at = metric.length();
            skipBlanks();
            Map<String, String> labels = peek() == '{' ? labels() : Map.of();
            skipBlanks();
            return new PrometheusSample(metric, labels, value());
        }

        private Map<String, String> labels() throws InvalidInputException {
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

        private String upTo(char end) throws InvalidInputException {
            int from = at;
            while (peek() != end) {
                at++;
            }
            return line.substring(from, at++);
        }

        private String quoted() throws InvalidInputException {
            if (peek() != '"') {
                throw new InvalidInputException("a label has no quoted value");
            }
            StringBuilder text = new StringBuilder();
            for (at++; peek() != '"'; at++) {
                text.append(peek() == '\\' ? escaped() : peek());
            }
            at++;
            return text.toString();
        }

        private char escaped() throws InvalidInputException {
            at++;
            return peek() == 'n' ? '\n' : peek();
        }

        /** A timestamp may follow; the exporter writes none. */
        private double value() throws InvalidInputException {
            String text = line.substring(at).strip().split("\\s+", 2)[0];
            try {
                return Double.parseDouble(text.endsWith("Inf") ? text + "inity" : text);
            } catch (NumberFormatException e) {
                throw new InvalidInputException("a metric has no number");
            }
        }

        private void skipBlanks() {
            while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
                at++;
            }
        }

        private char peek() throws InvalidInputException {
            if (at >= line.length()) {
                throw new InvalidInputException("the line ends within its labels or before its value");
            }
            return line.charAt(at);
        }
    }
}
