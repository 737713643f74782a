package dev.gleaner.analyzer.analysis;

import dev.gleaner.analyzer.rule.Rule;

/** A resource, and a rule that is asked about it. */
record Question(String resource, Rule<?> rule) {}
