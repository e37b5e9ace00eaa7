/** The whole pipeline in one command. */
package io.tickhouse.tools.demo;
