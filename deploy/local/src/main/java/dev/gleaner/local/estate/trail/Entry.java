package dev.gleaner.local.estate.trail;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.local.estate.Noise;
import java.time.Instant;

/** A finished record, with what decides where and when it is delivered. */
record Entry(String account, String region, Instant time, Noise noise, ObjectNode json) {}
