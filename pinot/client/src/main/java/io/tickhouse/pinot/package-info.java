/** Pinot from outside: queries over the broker, schemas and tables over the controller. */
package io.tickhouse.pinot;
