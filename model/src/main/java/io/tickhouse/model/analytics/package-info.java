/**
 * Bars, windows and corrections as definitions, without any engine: which trades count by which
 * rules, and exact sums of them.
 */
package io.tickhouse.model.analytics;
