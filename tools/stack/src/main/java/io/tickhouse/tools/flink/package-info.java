/** Jobs on a Flink cluster: submit, list, savepoint, cancel. */
package io.tickhouse.tools.flink;
