package dev.gleaner.local.estate.inventory;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The answer of an account's region: {@code {"Reservations":[...]}}. */
public record DescribeAnswer(String account, String region, ObjectNode json) {}
